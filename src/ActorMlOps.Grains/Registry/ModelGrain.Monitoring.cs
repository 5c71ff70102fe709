using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Monitoring.Alerts.Rules;
using ActorMlOps.Grains.Monitoring.Detection;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Registry;

/// <summary>Changes of how a version is watched: check, write, then tell those who count. What is stored is the truth.</summary>
internal sealed partial class ModelGrain
{
    private const string ReferenceField = "reference";

    /// <summary>A silo that takes longer goes on by itself; the next pane it delivers tells it as well.</summary>
    private static readonly TimeSpan ReloadDeadline = TimeSpan.FromSeconds(10);

    public Task<MonitoringChange[]> MonitoringChanges(string version) =>
        Task.FromResult(Array.FindAll(State.Changes ?? [], c => c.Version == version));

    public async Task<MonitoringResult> SetMonitoring(string version, VersionConfig monitoring, int? ifRevision, string by)
    {
        if (Find(version) is not { } info)
            return new(MonitoringOutcome.UnknownVersion, null, []);
        if (Conflict(info, ifRevision) is { } conflict)
            return conflict;
        var config = info.Config.WithMonitoring(monitoring);
        var changes = MonitoringSettings.Changes(info.Config, config);
        if (changes.Length == 0)
        {
            await TellAsync(info.Spec);
            return new(MonitoringOutcome.Same, info, []);
        }
        var spec = info.Spec;
        var resolver = new SpecResolver(spec.Signature, config, null);
        var (segments, tooMany) = MonitoringSettings.Segments(spec, resolver.ResolveSegments(spec.Features));
        string[] errors =
        [
            .. MonitoringRules.Objections(config, State.Versions).Concat(DriftRules.Objections(config, spec.Features)),
            .. DetectorRules.Objections(config.Detectors).Concat(resolver.Errors),
            .. AlertRules.Objections(MonitoringSettings.Apply(spec, config, segments, spec.SegmentValues ?? []), config.Alerts),
            .. tooMany is null ? Array.Empty<string>() : [tooMany],
        ];
        if (errors.Length > 0)
            return new(MonitoringOutcome.Invalid, info, errors);
        var profile = spec.ProfileSha256 is { } sha ? await registrar.ProfileAsync(sha) : null;
        string[][] known = [.. spec.Segments.Select((_, s) => SegmentCodes.Values(spec, profile, s).ToArray())];
        var next = MonitoringSettings.Apply(spec, config, segments, SegmentCodes.Extend(segments, known, profile));
        return await ChangeAsync(info, info with { Spec = next, Config = config }, changes, by);
    }

    public async Task<MonitoringResult> SetReference(ReferenceChange change, CancellationToken cancellationToken)
    {
        if (Find(change.Version) is not { } info)
            return new(MonitoringOutcome.UnknownVersion, null, []);
        if (Conflict(info, change.IfRevision) is { } conflict)
            return conflict;
        if (change.FileSha256 is { } file)
        {
            var made = await registrar.CheckReferenceAsync(info, file, cancellationToken);
            if (made.Errors.Count > 0)
                return new(MonitoringOutcome.Invalid, info, [.. made.Errors]);
            var spec = Registrar.With(info.Spec, made) with { Origin = new(ReferenceOrigin.File, clock.GetUtcNow()) };
            return await ChangeAsync(
                info,
                info with { Spec = spec, ReferenceSha256 = file, ReferenceRows = made.Rows, Baseline = made.Baseline, Warnings = made.Warnings },
                [new(ReferenceField, info.ReferenceSha256, file)], change.By);
        }
        if (Find(change.WindowOf ?? change.Version) is not { } source)
            return new(MonitoringOutcome.Invalid, info, [$"'version': there is no version '{change.WindowOf}' of model '{Name}'."]);
        if (Difference(info.Spec, source.Spec) is { } difference)
            return new(MonitoringOutcome.Invalid, info, [difference]);
        var counted = await GrainFactory.GetGrain<IDriftGrain>(source.Spec.Key.ToString()).MakeReference(change.Window!);
        return counted is null
            ? new(MonitoringOutcome.Invalid, info,
                [$"Nothing was counted of version '{source.Spec.Key.Version}' from {change.Window!.From:O} to {change.Window.To:O}: name another window by 'from' and 'to'."])
            : await ChangeAsync(info, Made(info, counted), [new(ReferenceField, info.ReferenceSha256, counted.ProfileSha256)], change.By);
    }

    public async Task AdoptBaseline(string version, MadeReference reference)
    {
        if (Find(version) is { Spec.ProfileSha256: null } info)
            await ChangeAsync(info, Made(info, reference), [new(ReferenceField, null, reference.ProfileSha256)], "the first rows observed");
    }

    private static VersionInfo Made(VersionInfo info, MadeReference reference) => info with
    {
        Spec = info.Spec with
        {
            ProfileSha256 = reference.ProfileSha256,
            DetailsSha256 = reference.DetailsSha256,
            BaselineSha256 = null,
            SegmentValues = reference.SegmentValues,
            Origin = reference.Origin,
            Outliers = reference.Outliers,
        },
        ReferenceSha256 = null,
        ReferenceRows = reference.Rows,
        Baseline = [],
    };

    private static string? Difference(VersionSpec spec, VersionSpec source)
    {
        static string List(VersionSpec s) => string.Join(", ", s.Features.Take(50).Select(f => f.Name));
        if (!spec.Features.Select(f => (f.Name, f.Kind)).SequenceEqual(source.Features.Select(f => (f.Name, f.Kind))))
        {
            return $"The columns of version '{source.Key.Version}' are others. It has: {List(source)}. Version '{spec.Key.Version}' has: {List(spec)}.";
        }
        return spec.Output.Task == source.Output.Task && spec.Output.Classes.SequenceEqual(source.Output.Classes)
            ? null
            : $"Version '{source.Key.Version}' predicts something else than version '{spec.Key.Version}': its predictions can't be compared.";
    }

    private static MonitoringResult? Conflict(VersionInfo info, int? ifRevision) => ifRevision is null || ifRevision == info.Spec.Revision
        ? null
        : new(MonitoringOutcome.OtherRevision, info,
            [$"Version '{info.Spec.Key.Version}' has revision {info.Spec.Revision}, not {ifRevision}: somebody changed it meanwhile. Read it again."]);

    private async Task<MonitoringResult> ChangeAsync(VersionInfo before, VersionInfo after, FieldChange[] fields, string by)
    {
        after = after with { Spec = after.Spec with { Revision = before.Spec.Revision + 1 } };
        var change = new MonitoringChange(clock.GetUtcNow(), by, after.Spec.Key.Version, after.Spec.Revision, fields);
        await WriteAsync(State with
        {
            Versions = [.. State.Versions.Select(v => v.Spec.Key == after.Spec.Key ? after : v)],
            Changes = [.. (State.Changes ?? []).Append(change).TakeLast(ModelState.MaxChanges)],
        });
        await TellAsync(after.Spec);
        return new(MonitoringOutcome.Changed, after, []);
    }

    /// <summary>Repeatable: whoever was not reached is told by a repeat of the change, or when it next asks.</summary>
    private async Task TellAsync(VersionSpec spec)
    {
        await Task.WhenAll(
            Enumerable.Range(0, DriftShards.Count(spec))
                .Select(s => GrainFactory.GetGrain<IDriftGrain>(new DriftShardKey(spec.Key, s).ToString()).Refresh())
                .Concat(LabelShares.Partitions(GrainFactory, spec).Select(p => p.Refresh(spec.Key.Version))));
        await agents.CallAsync(a => a.Reload(spec.Key.Model, spec.Key.Version), ReloadDeadline);
    }
}
