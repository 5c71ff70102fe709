using System.Diagnostics.Metrics;
using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Serving;
using ActorMlOps.Monitoring;
using Microsoft.Extensions.Logging;

namespace ActorMlOps.Grains.Monitoring.Resources;

/// <summary>
/// What this silo uses of its machine. Every ten seconds it takes a point to make rates from and looks at the disk and the GPUs; whoever asks
/// starts nothing. A prediction pays nothing for it: lanes count their own work anyway.
/// </summary>
internal sealed partial class ResourceMonitor : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly VersionRuntimes _runtimes;
    private readonly IStoreMeter? _store;
    private readonly Refusals _refusals;
    private readonly IMeterFactory _meters;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly NvidiaSmi _nvidia;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private ProcessPoint _before;
    private ProcessPoint _last;
    private volatile StoreUse? _stored;
    private volatile GpuUse[] _gpus = [];
    private int _looking;

    public ResourceMonitor(
        VersionRuntimes runtimes,
        IEnumerable<IStoreMeter> stores,
        Refusals refusals,
        Instruments instruments,
        IMeterFactory meters,
        TimeProvider clock,
        ILogger<ResourceMonitor> logger)
    {
        (_runtimes, _store, _refusals, _meters, _clock, _logger) = (runtimes, stores.SingleOrDefault(), refusals, meters, clock, logger);
        _nvidia = new(clock);
        _before = _last = Take();
        instruments.WatchStore(() => _stored);
        _timer = clock.CreateTimer(_ => _ = LookAsync(), null, TimeSpan.Zero, Period);
    }

    public SiloResources Read()
    {
        ProcessPoint from;
        lock (_gate)
            from = _before;
        var now = Take();
        var rates = new ResourceRates(from, now, _clock.GetElapsedTime(from.At, now.At));
        var limits = MachineLimits.Read();
        var cores = Math.Min(limits.Cores ?? double.MaxValue, Environment.ProcessorCount);
        var memory = Math.Max(1, limits.MemoryBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        var workingSet = Environment.WorkingSet;
        return new(
            rates.Seconds,
            rates.Reason,
            new(rates.Cores, cores, rates.Cores / cores),
            new(workingSet, GC.GetTotalMemory(forceFullCollection: false), memory, (double)workingSet / memory),
            new(rates.PauseShare, rates.AllocatedBytes, Collections(0), Collections(1), Collections(2)),
            new(ThreadPool.ThreadCount, ThreadPool.PendingWorkItemCount, now.CompletedItems, rates.CompletedItems),
            OrleansActivations.Count(_meters),
            [.. _runtimes.All().OrderBy(r => r.Spec.Key.ToString(), StringComparer.Ordinal).Select(r => Version(r, rates))],
            _stored,
            _gpus,
            _refusals.Recent);
    }

    public void Dispose() => _timer.Dispose();

    private static VersionUse Version(VersionRuntime runtime, ResourceRates rates)
    {
        var (rows, busy, secondsPerRow) = rates.Version(runtime.Spec.Key);
        return new(runtime.Spec.Key.Model, runtime.Spec.Key.Version, runtime.ModelBytes, runtime.QueuedRows, rows, busy, secondsPerRow);
    }

    /// <summary>Collections that a generation was the oldest of.</summary>
    private static int Collections(int generation) =>
        GC.CollectionCount(generation) - (generation < GC.MaxGeneration ? GC.CollectionCount(generation + 1) : 0);

    private ProcessPoint Take() => ProcessPoint.Take(_clock.GetTimestamp(), _runtimes.All().Select(r => (r.Spec.Key, r.Work)));

    private async Task LookAsync()
    {
        // A slow disk or driver must not have several look at it.
        if (Interlocked.Exchange(ref _looking, 1) != 0)
            return;
        try
        {
            var now = Take();
            lock (_gate)
                (_before, _last) = (_last, now);
            _stored = _store?.Measure();
            _gpus = await _nvidia.ReadAsync();
        }
        catch (Exception e)
        {
            // Nobody waits for it; the last numbers stay.
            LogNotMeasured(e);
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The silo's resources could not be measured.")]
    private partial void LogNotMeasured(Exception e);
}
