using ActorMlOps.Grains.Storage;
using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Monitoring.Detection;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Sequential;
using Microsoft.Extensions.Logging;

namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>
/// Feeds the e-detectors of a timeline's columns with what the timeline counted, each cell once, in its order. What was bet on is stored, with the
/// place in the timeline up to which it was, before anybody sees it: who takes over goes on from there. Not for concurrent use.
/// </summary>
/// <param name="key">Of the timeline's owner.</param>
/// <param name="profile">By which the timeline counts.</param>
/// <param name="decode">Counters of a cell's value.</param>
/// <param name="chunks">Columns of the profile in parts of the reference, in the order of time; empty: it has none.</param>
internal sealed partial class DriftWatcher(
    string key,
    VersionSpec spec,
    ReferenceProfile profile,
    TimelineStore<byte[]> timeline,
    Func<byte[], WindowCounters> decode,
    IReadOnlyList<IReadOnlyList<ColumnCounters>> chunks,
    RowStore rows,
    IAlertDesk desk,
    TimeProvider clock,
    ILogger logger)
{
    /// <summary>So many rows become what is usual of repeats.</summary>
    private const int LearnRows = 5_000;

    private const string WithoutRows = "Outliers and repeats are not watched: the reference was made of a window's counters, which do not tell which values came in one "
        + "row. Set a reference from a file by PUT .../reference to have them watched.";

    private readonly int[] _columns =
        [.. Enumerable.Range(0, profile.Columns.Count).Where(c => DetectorPlan.Watches(profile.Columns[c].Name))];
    private readonly DetectorCells[] _cells =
        [.. profile.Columns.Where(c => DetectorPlan.Watches(c.Name)).Select(DetectorCells.Of)];

    /// <summary>Outliers and repeats are counted with the first columns.</summary>
    private readonly bool _signs = DetectorPlan.HasSigns(spec) && key == spec.Key.ToString();

    private readonly ShareLease _lease = new(desk, spec, clock);
    private readonly DetectorsConfig _config = spec.Detectors ?? new();

    private Row<DriftWatchState> _row = Row<DriftWatchState>.None;
    private DriftWatch? _watch;
    private StepCutter? _cutter;

    /// <summary>The first cell that the cutter has not got.</summary>
    private TimelinePosition _read;

    /// <summary>
    /// Takes what the timeline has counted since, and bets on the steps that are complete. To be called after each delivery: of a fast stream the
    /// timeline keeps single cells for seconds only. Never throws: a delivery must not fail because of its detectors.
    /// </summary>
    public async Task TakeAsync()
    {
        if (_watch is not null && _lease.Held is { } share)
            await GuardAsync(() => TakeAsync(share));
    }

    /// <summary>Takes, and tells the alerts; to be called now and then.</summary>
    public Task LookAsync() => GuardAsync(async () =>
    {
        if (await _lease.RenewAsync() is not { } share)
            return;
        var setup = WatchSetup.Of(chunks.Count == 0 ? spec.ProfileSha256 ?? "" : $"{spec.ProfileSha256}/ordered", share, _config);
        if (_watch?.Setup != setup)
            await LoadAsync(setup, share);
        await TakeAsync(share);
        await TellAsync();
    });

    public DetectorsReport Report()
    {
        var share = _lease.Held;
        DetectorInfo[] infos = [.. (_watch?.Columns ?? []).Select((w, c) => WatchReport.Info(w, KindOf(c), Feature(c), Metric(c)))];
        var reason = _watch is null ? "The detectors could not be read, or have no share of the budget of false alarms yet; the log says why."
            : spec.Origin?.Source == ReferenceOrigin.Window && !DetectorPlan.HasSigns(spec) ? WithoutRows
            : null;
        return new(spec.Key.Model, spec.Key.Version, share?.FalseAlarmsPer.TotalDays, share is null ? null : ShareLease.WeightOfVersion(share, spec), infos, reason);
    }

    private async Task GuardAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception e)
        {
            // What is stored is not known any more: it is read again before anything is bet on.
            (_watch, _cutter) = (null, null);
            LogFailed(e, key);
        }
    }

    private async Task TakeAsync(AlarmShare share)
    {
        var cells = await timeline.ReadFromAsync(_read);
        var (watch, now) = (_watch!, clock.GetUtcNow());
        for (var i = 0; i < cells.Count; i++)
        {
            var (position, cell) = cells[i];
            var isLast = i == cells.Count - 1;
            // The last one grows until another one follows it.
            if (isLast && !StepCutter.IsOver(cell.Hop, now))
                break;
            watch = Bet(watch, _cutter!.Add(position, cell.Hop, cell.Rows, sums => Fold(cell.Value, sums)), share);
            _read = position with { Cell = position.Cell + 1 };
            if (isLast)
                watch = Bet(watch, _cutter.EndIfFull(_read), share);
        }
        await PublishAsync(watch);
    }

    private DriftWatch Bet(DriftWatch watch, DetectorStep? step, AlarmShare share) =>
        step is null ? watch : watch.Observe(step, ShareLease.WeightOf(share, spec), _cutter!.At, _cutter.Newest);

    private void Fold(byte[] value, long[][] sums)
    {
        var counters = decode(value);
        for (var c = 0; c < _columns.Length; c++)
            _cells[c].Add(counters.Columns[_columns[c]], sums[c]);
        if (!_signs)
            return;
        Add(sums[^2], counters.Rows, counters.Outliers);
        Add(sums[^1], counters.Rows, counters.Repeats);

        static void Add(long[] into, long rows, long signs) => (into[0], into[1]) = (into[0] + rows - signs, into[1] + signs);
    }

    private async Task TellAsync()
    {
        var watch = _watch!;
        var speaking = watch.Speaking;
        if (speaking.Length == 0)
            return;
        var (severity, now) = (_config.Severity ?? AlertSeverity.Warning, clock.GetUtcNow());
        var signals = Array.ConvertAll(speaking, c => WatchReport.Signal(
            watch.Columns[c], KindOf(c), spec.Key.Version, Feature(c), Metric(c), severity, now));
        var answers = await desk.TellAsync(spec.Key.Model, signals);
        await PublishAsync(watch.Answered(speaking, answers, _config.AdoptRows));
    }

    private async Task PublishAsync(DriftWatch next)
    {
        if (ReferenceEquals(next, _watch))
            return;
        var written = await rows.WriteAsync(StorageNames.Detectors, key, _row, next.Save());
        (_row, _watch) = (new(null, written.ETag), next);
    }

    private async Task LoadAsync(WatchSetup setup, AlarmShare share)
    {
        var row = await rows.ReadAsync<DriftWatchState>(StorageNames.Detectors, key);
        var state = row.Value;
        _row = new(null, row.ETag);
        _watch = state is not null && state.Setup == setup.ToString() && state.Columns.Length == Count
            ? DriftWatch.Restore(setup, state)
            : new(setup, state?.At ?? default, state?.Newest ?? DriftWatch.NoHop, Start(setup, share));
        _read = _watch.At;
        _cutter = new([.. _watch.Columns.Select(c => c.Detector.Reference.Length)], _watch.At, _watch.Newest);
    }

    private int Count => _cells.Length + (_signs ? 2 : 0);

    private Watched[] Start(WatchSetup setup, AlarmShare share)
    {
        var columns = _cells.Select((cells, c) => Start(cells, c, setup, share));
        if (!_signs)
            return [.. columns];
        var outliers = spec.Outliers!.ReferenceRows;
        // How many rows are alike depends on how many come at a time, which a reference does not tell.
        return
        [
            .. columns,
            Watched.Start([profile.Rows - outliers, outliers], setup.Options(share, DesignEffect.Unmeasured)),
            Watched.Learn(2, LearnRows, setup.Options(share, DesignEffect.Unmeasured)),
        ];
    }

    private Watched Start(DetectorCells cells, int column, WatchSetup setup, AlarmShare share)
    {
        var effect = _config.OrderedReference != true ? DesignEffect.Unmeasured : DesignEffect.Measure([.. chunks.Select(chunk =>
        {
            var counts = new long[cells.Count];
            cells.Add(chunk[_columns[column]], counts);
            return counts;
        })]);
        return Watched.Start([.. cells.Reference], setup.Options(share, effect));
    }

    private AlertKind KindOf(int column) => column < _columns.Length ? AlertKind.Drift : AlertKind.Anomaly;

    private string? Feature(int column) => NameOf(column) is var name && name.StartsWith('@') ? null : name;

    private string? Metric(int column) => NameOf(column) is var name && name.StartsWith('@') ? PredictionColumns.Shown(name) : null;

    private string NameOf(int column) => column < _columns.Length
        ? profile.Columns[_columns[column]].Name
        : column == _columns.Length ? "@outliers" : "@repeats";

    [LoggerMessage(1, LogLevel.Warning, "The detectors of {Key} failed; they go on from what is stored.")]
    private partial void LogFailed(Exception e, string key);
}
