using System.Collections.Concurrent;
using ActorMlOps.LoadTests.Drivers;

namespace ActorMlOps.LoadTests.Fuzz;

/// <summary>Sends cases, several at a time, and keeps one finding of each fault.</summary>
internal sealed class FuzzRun(FuzzCases cases, IReadOnlyList<FuzzModel> models)
{
    private const int Workers = 16;
    private const int CasesPerLook = 2_000;

    private readonly ConcurrentDictionary<string, Finding> _findings = new();
    private readonly ConcurrentDictionary<long, FuzzCase> _sent = new();
    private long _next;
    private long _done;
    private long _failed;

    /// <summary>The first of each fault.</summary>
    public IReadOnlyCollection<Finding> Findings => [.. _findings.Values];

    /// <summary>How often each kind had each answer.</summary>
    public IReadOnlyDictionary<(string Kind, string Answer), long> Answers { get; private set; } = new Dictionary<(string, string), long>();

    /// <summary>How long each kind waited for its answers.</summary>
    public IReadOnlyDictionary<string, Latencies> Waits { get; private set; } = new Dictionary<string, Latencies>();

    public long Done => _done;

    /// <summary>Cases that had the wrong answer, those of one fault each counted.</summary>
    public long Failed => _failed;

    /// <param name="first">Number of the first case.</param>
    /// <param name="count">How many.</param>
    /// <param name="progress">Told now and then how many are done.</param>
    public async Task RunAsync(long first, long count, Action<long> progress)
    {
        _next = first;
        await using var target = await FuzzTarget.StartAsync(models);
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(() => WorkAsync(target, first + count, progress))));
        (Answers, Waits) = (target.Answers, target.Waits);
        if (target.Lost)
            await FindCulpritAsync(target.Output);
        else
            await LookAsync(target);
    }

    private async Task WorkAsync(FuzzTarget target, long end, Action<long> progress)
    {
        for (var number = Interlocked.Increment(ref _next) - 1; number < end && !target.Lost; number = Interlocked.Increment(ref _next) - 1)
        {
            var fuzz = cases[number];
            _sent[number] = fuzz;
            if (await target.TryAsync(fuzz) is { } what && !target.Lost)
                await AddAsync(target, new(fuzz, what));
            if (target.Lost)
                return;
            _sent.TryRemove(number, out _);
            var done = Interlocked.Increment(ref _done);
            if (done % CasesPerLook != 0)
                continue;
            progress(done);
            await LookAsync(target);
        }
    }

    private async Task AddAsync(FuzzTarget target, Finding finding)
    {
        Interlocked.Increment(ref _failed);
        if (!_findings.TryAdd(finding.Fault, finding))
            return;
        var smaller = await Shrinker.ShrinkAsync(finding.Case.Body, async body =>
        {
            var less = finding.Case with { Body = body };
            return !target.Lost && await target.TryAsync(less) is { } what && new Finding(less, what).Fault == finding.Fault;
        });
        _findings[finding.Fault] = finding with { Case = finding.Case with { Body = smaller } };
    }

    private async Task LookAsync(FuzzTarget target)
    {
        if (!target.Lost && await target.FindDamageAsync() is { } damage)
        {
            Interlocked.Increment(ref _failed);
            var last = _sent.Values.OrderBy(c => c.Number).LastOrDefault() ?? cases[_next - 1];
            _findings.TryAdd(damage, new(last, $"somewhere before this case: {damage}"));
        }
    }

    /// <summary>Whichever of the cases under way ends a silo of its own; all of them if none does.</summary>
    private async Task FindCulpritAsync(string output)
    {
        Interlocked.Increment(ref _failed);
        var found = false;
        foreach (var fuzz in _sent.Values.OrderBy(c => c.Number))
        {
            await using var target = await FuzzTarget.StartAsync(models);
            await target.TryAsync(fuzz);
            if (!target.Lost)
                continue;
            found = true;
            _findings.TryAdd($"lost {fuzz.Number}", new(fuzz, $"the silo ended: {target.Output}"));
        }
        foreach (var fuzz in found ? [] : _sent.Values)
            _findings.TryAdd($"lost {fuzz.Number}", new(fuzz, $"the silo ended, this case was one of those under way: {output}"));
    }
}
