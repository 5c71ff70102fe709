using System.Diagnostics;
using System.Runtime.ExceptionServices;
using ActorMlOps.Grains.Hosting;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using Microsoft.Extensions.Logging;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// Delivers the panes of one version from one sender: first to the version's grain, which numbers the rows, then to those who count them.
/// In order, repeated until acknowledged as durable; receivers know repeats by sender and sequence. Not for concurrent use.
/// </summary>
/// <param name="sender">Identity towards the receivers.</param>
/// <param name="stale">Told when the version has newer settings than those of <paramref name="spec"/>.</param>
internal sealed partial class PaneCourier(
    VersionSpec spec, IGrainFactory grains, Instruments instruments, ILogger logger, Guid sender, Action? stale = null)
{
    /// <summary>Panes a delivery: a call must stay well below the largest message.</summary>
    internal const int PanesPerCall = 16;

    /// <summary>
    /// Deliveries that may wait for one receiver. Beyond that the oldest is given up: the receiver finds the gap and counts its rows as lost.
    /// </summary>
    internal const int MaxWaiting = 2_048;

    private readonly Queue<FrozenPane> _panes = new();

    /// <summary>By shard.</summary>
    private readonly Queue<DriftPane>[] _drift = [.. Enumerable.Range(0, DriftShards.Count(spec)).Select(_ => new Queue<DriftPane>())];
    private readonly Dictionary<int, Queue<LedgerDelta>> _ledgers = [];

    private int _pending;

    /// <summary>Deliveries that wait. May be asked for from any thread.</summary>
    public int Pending => Volatile.Read(ref _pending);

    public void Enqueue(IEnumerable<FrozenPane> panes)
    {
        foreach (var pane in panes)
            Wait(_panes, pane);
        Count();
    }

    /// <summary>Delivers all that waits; what was delivered is durable. False: some of it must be tried again.</summary>
    public async Task<bool> DeliverAsync()
    {
        if (Pending == 0)
            return true;
        using var activity = Instruments.Activities.StartActivity(Telemetry.Spans.Pane);
        activity?.SetTag(Telemetry.Tags.Model, spec.Key.Model).SetTag(Telemetry.Tags.Version, spec.Key.Version);
        try
        {
            // What has its row numbers goes on to those who count it, even if no more can be numbered now.
            var numbered = await TryAsync(NumberAsync);
            await Task.WhenAll(_ledgers.Values.Select(TrackAsync).Concat(_drift.Select((_, shard) => DriftAsync(shard))));
            numbered?.Throw();
            return true;
        }
        catch (Exception e)
        {
            LogDeliveryFailed(e, spec.Key, Pending);
            instruments.PaneFailures.Add(1, Tags());
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            return false;
        }
        finally
        {
            Count();
        }
    }

    private static async Task<ExceptionDispatchInfo?> TryAsync(Func<Task> action)
    {
        try
        {
            await action();
            return null;
        }
        catch (Exception e)
        {
            return ExceptionDispatchInfo.Capture(e);
        }
    }

    private void Count() => Volatile.Write(ref _pending, _panes.Count + _drift.Sum(d => d.Count) + _ledgers.Sum(l => l.Value.Count));

    private void Wait<T>(Queue<T> queue, T delivery)
    {
        if (queue.Count >= MaxWaiting)
        {
            queue.Dequeue();
            LogGivenUp(spec.Key, MaxWaiting);
        }
        queue.Enqueue(delivery);
    }

    private async Task NumberAsync()
    {
        var grain = grains.GetGrain<IModelVersionGrain>(spec.Key.ToString());
        while (_panes.Count > 0)
        {
            var batch = _panes.Take(PanesPerCall).ToArray();
            var receipt = await grain.Deliver(new(sender, [.. batch.Select(p => p.Operations)]));
            var firstRows = await LocateAsync(grain, batch, receipt.FirstRows);
            for (var i = 0; i < batch.Length; i++)
            {
                _panes.Dequeue();
                Spread(batch[i], firstRows[i]);
            }
            instruments.PaneDelivered.Add(batch.Length, Tags());
            instruments.PaneRows.Add(batch.Sum(p => (long)p.Operations.Header.Rows), Tags());
        }
    }

    /// <summary>Of a delivery repeated after others came, the receipt has no numbers any more.</summary>
    private async Task<long[]> LocateAsync(IModelVersionGrain grain, FrozenPane[] batch, long[] firstRows)
    {
        if (!Array.Exists(firstRows, r => r < 0))
            return firstRows;
        var places = Array.ConvertAll(batch, p => new PanePlace(PanePlace.SenderOf(sender), p.Operations.Header.Sequence, 0));
        var located = await grain.Locate(places);
        return [.. firstRows.Select((row, i) => row >= 0 ? row : located[i])];
    }

    private void Spread(FrozenPane pane, long firstRow)
    {
        var header = pane.Operations.Header with { FirstRow = firstRow };
        for (var shard = 0; shard < _drift.Length && header.Rows > 0; shard++)
        {
            if (pane.Counters is { } counters)
                Wait(_drift[shard], new(header, counters[shard]));
            else if (pane.Rows is { } rows && shard == 0)
                Wait(_drift[shard], new(header, [], rows));
        }
        foreach (var group in pane.Entries.GroupBy(e => PredictionId.Partition(e.Id, spec.LabelPartitions)))
        {
            if (!_ledgers.TryGetValue(group.Key, out var deltas))
                _ledgers[group.Key] = deltas = new();
            Wait(deltas, new(sender, header.Sequence, spec.Key.Version, [.. group.Select(e => e with { Row = e.Row + firstRow })]));
        }
    }

    private async Task DriftAsync(int shard)
    {
        var drift = _drift[shard];
        var grain = grains.GetGrain<IDriftGrain>(new DriftShardKey(spec.Key, shard).ToString());
        while (drift.Count > 0)
        {
            var batch = drift.Take(PanesPerCall).ToArray();
            var receipt = await grain.Deliver(new(sender, spec.ProfileSha256 ?? "", batch, spec.Revision));
            for (var i = 0; i < batch.Length; i++)
                drift.Dequeue();
            if (receipt.Stale)
                stale?.Invoke();
        }
    }

    private async Task TrackAsync(Queue<LedgerDelta> deltas)
    {
        while (deltas.TryPeek(out var delta))
        {
            var partition = new LabelPartitionKey(spec.Key.Model, PredictionId.Partition(delta.Entries[0].Id, spec.LabelPartitions));
            await grains.GetGrain<ILabelGrain>(partition.ToString()).Track(delta);
            deltas.Dequeue();
        }
    }

    private TagList Tags() => new() { { Telemetry.Tags.Model, spec.Key.Model }, { Telemetry.Tags.Version, spec.Key.Version } };

    [LoggerMessage(1, LogLevel.Warning, "Panes of {Version} could not be delivered; {Pending} wait and will be repeated.")]
    private partial void LogDeliveryFailed(Exception e, VersionKey version, int pending);

    [LoggerMessage(
        2, LogLevel.Error, "{Version}: a receiver has not taken {Waiting} deliveries; the oldest is given up, its rows are lost to the windows.")]
    private partial void LogGivenUp(VersionKey version, int waiting);
}
