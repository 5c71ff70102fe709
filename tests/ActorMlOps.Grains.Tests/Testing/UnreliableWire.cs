using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Tests.Testing;

/// <summary>
/// What a network may do to the deliveries between silos, drawn from a seed: some wait, some get lost, of some only the answer is lost, and
/// copies of some arrive again after later ones.
/// </summary>
internal sealed class UnreliableWire(int seed) : IOutgoingGrainCallFilter
{
    private const int MostCopies = 64;

    private readonly Random _random = new(seed);
    private readonly List<Func<IGrainFactory, Task>> _copies = [];
    private int _troubles;

    /// <summary>Whether everything arrives once and in order.</summary>
    public bool IsCalm { get; set; } = true;

    /// <summary>Deliveries that something happened to.</summary>
    public int Troubles => Volatile.Read(ref _troubles);

    /// <summary>From where copies come.</summary>
    public IGrainFactory? Grains { get; set; }

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (IsCalm || Grains is not { } grains || CopyOf(context) is not { } copy)
        {
            await context.Invoke();
            return;
        }
        var (fate, wait, old) = Draw(copy);
        if (old is not null)
            await SendAgainAsync(old, grains);
        switch (fate)
        {
            case 0:
                await Task.Delay(wait, TimeProvider.System);
                await context.Invoke();
                break;
            case 1:
                throw new TimeoutException("The delivery was lost.");
            case 2:
                await context.Invoke();
                throw new TimeoutException("The answer was lost.");
            case 3:
                await SendAgainAsync(copy, grains);
                await context.Invoke();
                break;
            default:
                await context.Invoke();
                break;
        }
    }

    private (int Fate, TimeSpan Wait, Func<IGrainFactory, Task>? Old) Draw(Func<IGrainFactory, Task> copy)
    {
        lock (_random)
        {
            var fate = _random.Next(8);
            var old = _copies.Count > 0 && _random.Next(3) == 0 ? _copies[_random.Next(_copies.Count)] : null;
            if (_copies.Count == MostCopies)
                _copies.RemoveAt(_random.Next(MostCopies));
            _copies.Add(copy);
            if (fate < 4 || old is not null)
                Interlocked.Increment(ref _troubles);
            return (fate, TimeSpan.FromMilliseconds(_random.Next(400)), old);
        }
    }

    private static async Task SendAgainAsync(Func<IGrainFactory, Task> copy, IGrainFactory grains)
    {
        try
        {
            await copy(grains);
        }
        catch (Exception)
        {
            // Nobody waits for the answer to a copy.
        }
    }

    private static Func<IGrainFactory, Task>? CopyOf(IOutgoingGrainCallContext context)
    {
        if (context.Request.GetArgumentCount() == 0 || context.Grain is not IAddressable grain)
            return null;
        var argument = context.Request.GetArgument(0);
        return argument is not (DriftDelta or VersionDelta or LedgerDelta)
            ? null
            : grains => argument switch
            {
                DriftDelta delta => grains.GetGrain<IDriftGrain>(grain.GetPrimaryKeyString()).Deliver(delta),
                VersionDelta delta => grains.GetGrain<IModelVersionGrain>(grain.GetPrimaryKeyString()).Deliver(delta),
                LedgerDelta delta => grains.GetGrain<ILabelGrain>(grain.GetPrimaryKeyString()).Track(delta),
                _ => Task.CompletedTask,
            };
    }
}
