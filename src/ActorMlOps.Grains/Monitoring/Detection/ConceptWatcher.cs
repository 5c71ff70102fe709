using ActorMlOps.Grains.Storage;
using ActorMlOps.Monitoring;
using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Monitoring.Detection;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Sequential;
using Microsoft.Extensions.Logging;

namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>
/// Feeds the detectors of a version with the rows that were labelled since, of all label partitions. What the partitions have is compared with what
/// was taken before, which is stored with the detectors in one write: so no row is taken twice, and none is missed. Not for concurrent use.
/// </summary>
/// <param name="reference">The reference's labelled rows by cell; null: it has no labels.</param>
internal sealed partial class ConceptWatcher(
    VersionSpec spec, long[]? reference, RowStore rows, IAlertDesk desk, IGrainFactory grains, TimeProvider clock, ILogger logger)
{
    /// <summary>Labelled rows that become the reference where it has no labels.</summary>
    private const int LearnRows = 1_000;

    private const int LookSeconds = WindowGrid.HopSeconds;

    private readonly ShareLease _lease = new(desk, spec, clock);
    private readonly DetectorsConfig _config = spec.Detectors ?? new();
    private readonly ConceptShare?[] _shares = new ConceptShare?[spec.LabelPartitions];
    private readonly HashSet<int> _changed = [.. Enumerable.Range(0, spec.LabelPartitions)];

    private Row<ConceptWatchState> _row = Row<ConceptWatchState>.None;
    private ConceptWatch? _watch;

    /// <summary>Looks since the last step that found labels.</summary>
    private int _looks;
    private DateTimeOffset? _since;

    public VersionSpec Spec => spec;

    /// <summary>A partition has got labels.</summary>
    public void Changed(int partition) => _changed.Add(partition);

    /// <summary>Takes what was labelled since, and tells the alerts. Never throws.</summary>
    public async Task LookAsync()
    {
        if (_changed.Count == 0 && _watch is { HasToSpeak: false })
            return;
        try
        {
            if (await _lease.RenewAsync() is not { } share)
                return;
            var setup = WatchSetup.Of(spec.BaselineSha256 ?? "", share, _config);
            if (_watch?.Setup != setup)
                await LoadAsync(setup, share);
            await GatherAsync();
            await TakeAsync(share);
            await TellAsync();
        }
        catch (Exception e)
        {
            // What is stored is not known any more: it is read again before anything is bet on.
            _watch = null;
            LogFailed(e, spec.Key);
        }
    }

    public (DetectorInfo[] Infos, string? Reason) Report() => _watch is { } watch
        ? (watch.Infos(), null)
        : ([], "The detectors on labelled rows could not be read, or have no share of the budget of false alarms yet; the log says why.");

    private async Task GatherAsync()
    {
        var changed = _changed.ToArray();
        _changed.Clear();
        try
        {
            var shares = await Task.WhenAll(changed.Select(p => grains
                .GetGrain<ILabelGrain>(new LabelPartitionKey(spec.Key.Model, p).ToString())
                .Concept(spec.Key.Version, _shares[p]?.Stamp ?? -1)));
            for (var i = 0; i < changed.Length; i++)
            {
                if (shares[i].Hours is not null)
                    _shares[changed[i]] = shares[i];
            }
        }
        catch
        {
            _changed.UnionWith(changed);
            throw;
        }
        if (changed.Length > 0)
        {
            _looks++;
            _since ??= clock.GetUtcNow();
        }
    }

    private async Task TakeAsync(AlarmShare share)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var seconds = Math.Max(1, _looks) * LookSeconds;
        var span = new StepSpan(Math.Min(now, (_since?.ToUnixTimeSeconds() ?? now) - LookSeconds), now, seconds);
        var labelled = ConceptStream.Sum(_shares.Select(s => s?.Hours).OfType<Dictionary<long, long[]>>());
        var next = _watch!.Observe(labelled, span, ShareLease.WeightOf(share, spec));
        if (ReferenceEquals(next, _watch))
            return;
        await PublishAsync(next);
        (_looks, _since) = (0, null);
    }

    private async Task TellAsync()
    {
        var watch = _watch!;
        if (!watch.HasToSpeak)
            return;
        var signals = watch.Signals(spec.Key.Version, _config.Severity ?? AlertSeverity.Warning, clock.GetUtcNow());
        var answers = await desk.TellAsync(spec.Key.Model, signals);
        await PublishAsync(watch.Answered(answers, _config.AdoptRows));
    }

    private async Task PublishAsync(ConceptWatch next)
    {
        if (ReferenceEquals(next, _watch))
            return;
        var written = await rows.WriteAsync(StorageNames.ConceptDetectors, spec.Key.ToString(), _row, next.Save());
        (_row, _watch) = (new(null, written.ETag), next);
    }

    private async Task LoadAsync(WatchSetup setup, AlarmShare share)
    {
        var row = await rows.ReadAsync<ConceptWatchState>(StorageNames.ConceptDetectors, spec.Key.ToString());
        _row = new(null, row.ETag);
        var known = row.Value?.Setup == setup.ToString() ? ConceptWatch.Restore(setup, row.Value) : null;
        var options = setup.Options(share, DesignEffect.Unmeasured);
        known ??= new(
            setup,
            row.Value?.Fed ?? [],
            row.Value?.Steps ?? 0,
            reference is null ? Watched.Learn(ConceptStream.CellCount(spec.Output), LearnRows, options) : Watched.Start(reference, options),
            []);
        _watch = known with
        {
            Sequences =
            [
                .. (_config.Concept ?? []).Distinct()
                    .Select(name => known.Sequences.FirstOrDefault(s => s.Name == name) ?? SequenceWatch.Start(name)),
            ],
        };
    }

    [LoggerMessage(1, LogLevel.Warning, "The detectors on labelled rows of {Version} failed; they go on from what is stored.")]
    private partial void LogFailed(Exception e, VersionKey version);
}
