using ActorMlOps.Grains.Monitoring.Resources;
using ActorMlOps.Grains.Serving;
using ActorMlOps.Monitoring;
using ActorMlOps.Rollout;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Core;
using Orleans.Runtime;

namespace ActorMlOps.Grains.Rollout;

[Reentrant]
internal sealed partial class SiloAgent(
    GrainId id,
    Silo silo,
    ILoggerFactory loggers,
    PolicyCache policies,
    VersionRuntimes runtimes,
    ResourceMonitor resources,
    TimeProvider clock) : GrainService(id, silo, loggers), ISiloAgent
{
    private static readonly TimeSpan RenewalPeriod = TimeSpan.FromMilliseconds(500);

    private readonly ILogger _logger = loggers.CreateLogger<SiloAgent>();
    private readonly CancellationTokenSource _stopping = new();
    private Task _renewals = Task.CompletedTask;

    public async Task<string[]> Prepare(string model, string[] versions)
    {
        var errors = await Task.WhenAll(versions.Select(v => LoadAsync(new(model, v))));
        return [.. errors.OfType<string>()];
    }

    public async Task Install(Policy policy)
    {
        // The message may have been long under way: it tells the epoch, but only a read of the record itself begins a lease.
        policies.Install(policy, clock.GetTimestamp() - (60 * clock.TimestampFrequency));
        await policies.ReadAsync(policy.Model);
    }

    public Task<string[]> Loaded(string model, string[] versions) =>
        Task.FromResult(Array.FindAll(versions, v => runtimes.Find(new(model, v)) is not null));

    public Task Unload(string model, string version) => runtimes.UnloadAsync(new(model, version));

    public async Task<string[]> Reload(string model, string version) =>
        await runtimes.ReloadAsync(new(model, version)) is { } error ? [error] : [];

    public Task<SiloResources> Resources() => Task.FromResult(resources.Read());

    private async Task<string?> LoadAsync(VersionKey key)
    {
        try
        {
            return (await runtimes.GetAsync(key)).Error;
        }
        catch (Exception e)
        {
            return $"{key} can't be loaded: {e.Message}";
        }
    }

    public override Task Start()
    {
        _renewals = Task.Run(RenewAsync);
        return base.Start();
    }

    public override async Task Stop()
    {
        await _stopping.CancelAsync();
        await _renewals;
        await base.Stop();
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(RenewalPeriod, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                try
                {
                    await policies.RenewAsync();
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // Leases run out by themselves; serving goes on with the last stable version, marked as degraded.
                    LogRenewalFailed(e);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The policies could not be read again; their leases will run out.")]
    private partial void LogRenewalFailed(Exception e);
}
