using System.Diagnostics;
using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Reports of all shards; asked of the first one.</summary>
internal sealed partial class DriftGrain
{
    private const string NoReference = "There is no reference to compare with: register the version with one, or set one by PUT .../reference.";

    public async Task<DriftReport> Report(WindowRange range, string[]? methods, DriftPreset? mode = null)
    {
        var gathered = await GatherAsync(range);
        var settings = DriftSettings.Of((gathered?.Spec ?? _spec)?.Drift, methods, mode);
        if (gathered is not { } window)
        {
            return new(
                Key.Model, Key.Version, new(null, null, 0, null), 0, [], [], new(false, null, settings.Options.DatasetThreshold), await WhyNoneAsync(), settings.Preset);
        }
        using var activity = Instruments.Activities.StartActivity(Telemetry.Spans.Drift);
        activity?.SetTag(Telemetry.Tags.Model, Key.Model).SetTag(Telemetry.Tags.Version, Key.Version);
        var started = clock.GetTimestamp();
        var spec = window.Spec;
        // Held, so that what was made of it is made once.
        var reference = _reference = spec.DetailsSha256 is { } sha ? await details.GetAsync(sha, window.Profile) : null;
        var report = DriftReports.Build(window, settings, reference) with
        {
            Label = await LabelDriftAsync(spec, range, settings),
            // Off the grain's turn: a classifier takes its time.
            Multivariate = await Task.Run(() => MultivariateTests.Run(window, settings, reference)),
        };

        var tags = new TagList { { Telemetry.Tags.Model, Key.Model }, { Telemetry.Tags.Version, Key.Version } };
        instruments.DriftReports.Add(1, tags);
        instruments.DriftDuration.Record(clock.GetElapsedTime(started).TotalSeconds, tags);
        return report;
    }

    public async Task<QualityReport> Quality(WindowRange range) => await GatherAsync(range) is { } window
        ? QualityReports.Build(window, clock.GetUtcNow())
        : QualityReports.None(Key, await WhyNoneAsync());

    public async Task<DistributionReport> Distribution(WindowRange range, string feature, int bins) => await GatherAsync(range) is { } window
        ? Distributions.Build(window, feature, bins)
        : new(Key.Model, Key.Version, feature, FeatureKind.Numeric, new(null, null, 0, null), 0, [], await WhyNoneAsync());

    public async Task<GroupShare> Groups(WindowRange range)
    {
        if (await GatherAsync(range) is not { } window)
            return new(new(null, null, 0, null), [], [], await WhyNoneAsync());
        var bias = new Dictionary<string, DriftTest>();
        foreach (var name in window.Spec.Sensitive ?? [])
        {
            if (window.Profile.IndexOf(name) is >= 0 and var column)
                bias[name] = DriftReports.Psi(window.Profile.Columns[column], window.Columns[column]);
        }
        return new(window.Info, window.First.Counts(PaneSection.Groups).Encode(), bias, null);
    }

    public async Task<MadeReference?> MakeReference(WindowRange range)
    {
        if (await GatherAsync(range) is not { Info.Rows: > 0 } window)
            return null;
        var profile = new ReferenceProfile(
            [.. window.Profile.Columns.Select((column, i) => column.Recounted(window.Columns[i]))], window.Info.Rows);
        var sample = window.First.Rows(ReferenceDetails.Rows);
        var made = new ReferenceDetails(ReferenceDetails.Values(sample), sample?.Width ?? 0, []);
        var spec = window.Spec;
        return new(
            await details.PutAsync(profile.Encode()),
            await details.PutAsync(made.Encode()),
            window.Info.Rows,
            SegmentCodes.Extend(spec.Segments, [.. spec.Segments.Select((_, s) => SegmentCodes.Values(spec, window.Profile, s).ToArray())], profile),
            new(ReferenceOrigin.Window, clock.GetUtcNow(), Key.Version, window.Info.From, window.Info.To,
                "Made of counters in the bins of the reference before: the order of values within a bin is not known, deciles are the edges next to "
                + "them, and categories that were unseen stay so. There is no performance baseline."));
    }

    /// <summary>Settings change without a pane; the specification itself is a call that waits for nothing.</summary>
    private async Task SettingsAsync()
    {
        var spec = await GrainFactory.GetGrain<IModelGrain>(Key.Model).GetSpec(Key.Version);
        if (spec?.Revision != _spec?.Revision || spec?.ProfileSha256 != _spec?.ProfileSha256)
            await LoadAsync();
    }

    /// <summary>Null: there is no reference.</summary>
    private async Task<DriftWindow?> GatherAsync(WindowRange range)
    {
        await SettingsAsync();
        if (_spec is not { ProfileSha256: { } sha } spec || _profile is not { } profile || _timeline is not { } timeline)
            return null;
        range = Clip(range, spec);
        var others = Enumerable.Range(1, DriftShards.Count(spec) - 1)
            .Select(s => GrainFactory.GetGrain<IDriftGrain>(new DriftShardKey(Key, s).ToString()).Sum(range))
            .ToArray();
        var (sum, cells) = await AddUpAsync(timeline, profile, range);
        var whole = await profiles.GetAsync(sha);
        return DriftWindow.Of(spec, whole, Timeline.Describe(cells), sum, await Task.WhenAll(others));
    }

    /// <summary>A version may want less than is kept of others.</summary>
    private WindowRange Clip(WindowRange range, VersionSpec spec)
    {
        if (spec.Windows?.Keep is not { } keep || range.From is not { } from)
            return range;
        var least = clock.GetUtcNow() - keep;
        return from >= least ? range : range with { From = least, To = range.To < least ? least : range.To };
    }

    private async Task<string> WhyNoneAsync()
    {
        if (_spec is not { CollectsBaseline: true } spec)
            return NoReference;
        var state = _baseline?.Value ?? (await rows.ReadAsync<BaselineState>(StorageNames.Baseline, Key.ToString())).Value;
        return $"There is no reference yet: the first {spec.BaselineRows} rows that are observed become it; {state?.Rows ?? 0} have been.";
    }
}
