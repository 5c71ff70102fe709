using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Monitoring.Alerts.Rules;
using ActorMlOps.Grains.Monitoring.Detection;
using ActorMlOps.Grains.Serving;
using ActorMlOps.Inference;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Serving;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Tables;
using Microsoft.Extensions.Options;

namespace ActorMlOps.Grains.Registry;

/// <summary>
/// Checks a version before it exists: loads the file, resolves what is watched, profiles the reference and scores it with the model.
/// </summary>
internal sealed class Registrar(
    IArtifactStore artifacts, ProfileCache profiles, IOptions<MonitoringOptions> options, IOptions<ServingOptions> serving, TimeProvider clock)
{
    private const long MaxProfileBytes = 256L * 1024 * 1024;

    /// <param name="versions">Those that the model has.</param>
    public Task<CheckedVersion> CheckAsync(
        VersionKey key, RegisterVersion command, IReadOnlyList<VersionInfo> versions, CancellationToken cancellationToken) =>
        Task.Run(() => CheckOffTurnAsync(key, command, versions, cancellationToken), cancellationToken);

    /// <summary>The profile of a reference.</summary>
    public Task<ReferenceProfile> ProfileAsync(string sha256) => profiles.GetAsync(sha256);

    private async Task<CheckedVersion> CheckOffTurnAsync(
        VersionKey key, RegisterVersion command, IReadOnlyList<VersionInfo> versions, CancellationToken cancellationToken)
    {
        // The ledger is partitioned once for all versions: a label must find its prediction whoever made it.
        var partitions = versions.Count == 0 ? options.Value.LabelPartitions : versions[0].Spec.LabelPartitions;
        var file = await artifacts.ReadAsync(command.ModelSha256, cancellationToken);
        if (file is null)
            return Refuse("The model file is not in the artifact store; send it again.");
        if (MonitoringRules.Objections(command.Config, versions).Concat(CheckEngine(command.Config.Engine)).ToList() is { Count: > 0 } wrong)
            return new(null, wrong);
        OnnxEngine engine;
        try
        {
            var limit = TimeSpan.FromSeconds(serving.Value.ProbeSeconds);
            engine = OnnxModel.Load(file, new EngineOptions
            {
                Lanes = 1,
                ProbeTimeout = limit,
                RunTimeout = limit,
                Provider = VersionRuntime.ProviderOf(command.Config.Engine),
            });
        }
        catch (ProviderUnavailableException e)
        {
            return Refuse($"'engine.provider': {e.Message}");
        }
        catch (InvalidModelException e)
        {
            return Refuse($"'model': {e.Message}");
        }
        using (engine)
        {
            Table? reference = null;
            if (command.ReferenceSha256 is { } referenceSha)
            {
                var bytes = await artifacts.ReadAsync(referenceSha, cancellationToken);
                if (bytes is null)
                    return Refuse("The reference is not in the artifact store; send it again.");
                try
                {
                    reference = await ReferenceFile.ReadAsync(bytes, cancellationToken);
                }
                catch (TableFormatException e)
                {
                    return Refuse($"'reference': {e.Message}");
                }
            }
            return await CheckAsync(key, command, partitions, engine, file.Length, reference, cancellationToken);
        }
    }

    private async Task<CheckedVersion> CheckAsync(
        VersionKey key, RegisterVersion command, int partitions, OnnxEngine engine, long modelBytes, Table? reference, CancellationToken cancellationToken)
    {
        var config = NameClasses(command.Config, engine);
        var signature = engine.Signature.ToContract();
        var labels = config.Reference?.LabelColumn is { } labelColumn && reference?.TryGetColumn(labelColumn, out var column) == true ? column : null;
        var resolver = new SpecResolver(signature, config, reference?.Columns.Select(c => c.Name).ToList());
        var features = resolver.ResolveFeatures();
        var segments = resolver.ResolveSegments(features);
        var output = resolver.ResolveOutput(labels is null || config.Task == TaskKind.Regression ? null : Distinct(labels));
        if (resolver.Errors.Count > 0)
            return new(null, resolver.Errors);

        if (DriftRules.Objections(config, features).Concat(DetectorRules.Objections(config.Detectors)).ToList() is { Count: > 0 } wrong)
            return new(null, wrong);

        var spec = MonitoringSettings.Apply(
            new(
                key, command.ModelSha256, signature, features, output, null, segments, partitions, config.Engine ?? new(),
                BaselineRows: config.BaselineRows ?? 0),
            config, segments, [.. segments.Select(_ => Array.Empty<string>())]);
        if (AlertRules.Objections(spec, config.Alerts).ToList() is { Count: > 0 } rules)
            return new(null, rules);
        if (reference is null || features.Length == 0)
            return new(Info(spec, [], [.. resolver.Warnings]), []);
        var made = await ProfileAsync(spec, engine, reference, labels, cancellationToken);
        if (made.Errors.Count > 0)
            return new(null, made.Errors);
        return new(
            Info(With(spec, made), made.Baseline, [.. resolver.Warnings, .. made.Warnings]), []);

        VersionInfo Info(VersionSpec spec, Dictionary<string, MetricValue> baseline, string[] warnings) => new(
            spec, command.Config, command.ReferenceSha256, reference?.Rows ?? 0, modelBytes, clock.GetUtcNow(), baseline, warnings);
    }

    /// <summary>The specification with another reference.</summary>
    public static VersionSpec With(VersionSpec spec, CheckedReference reference) => spec with
    {
        ProfileSha256 = reference.ProfileSha256,
        DetailsSha256 = reference.DetailsSha256,
        BaselineSha256 = reference.BaselineSha256,
        SegmentValues = reference.SegmentValues,
        Outliers = reference.Outliers,
    };

    /// <summary>Checks a file that is to be the reference of a version that exists.</summary>
    public Task<CheckedReference> CheckReferenceAsync(VersionInfo version, string referenceSha256, CancellationToken cancellationToken) =>
        Task.Run(() => CheckReferenceOffTurnAsync(version, referenceSha256, cancellationToken), cancellationToken);

    private async Task<CheckedReference> CheckReferenceOffTurnAsync(VersionInfo version, string referenceSha256, CancellationToken cancellationToken)
    {
        var (spec, config) = (version.Spec, version.Config);
        if (spec.Features.Length == 0)
            return CheckedReference.Refused("The version watches no features: name them under 'features' in the config of a new version.");
        if (await artifacts.ReadAsync(spec.ModelSha256, cancellationToken) is not { } file)
            return CheckedReference.Refused("The model file is not in the artifact store any more.");
        if (await artifacts.ReadAsync(referenceSha256, cancellationToken) is not { } bytes)
            return CheckedReference.Refused("The reference is not in the artifact store; send it again.");
        Table table;
        try
        {
            table = await ReferenceFile.ReadAsync(bytes, cancellationToken);
        }
        catch (TableFormatException e)
        {
            return CheckedReference.Refused($"'reference': {e.Message}");
        }
        var resolver = new SpecResolver(spec.Signature, config, [.. table.Columns.Select(c => c.Name)]);
        resolver.CompareColumns(spec.Features);
        if (resolver.Errors.Count > 0)
            return CheckedReference.Refused(resolver.Errors);
        var labels = config.Reference?.LabelColumn is { } labelColumn && table.TryGetColumn(labelColumn, out var column) ? column : null;
        try
        {
            using var engine = OnnxModel.Load(file, VersionRuntime.OptionsOf(spec, serving.Value));
            var made = await ProfileAsync(spec, engine, table, labels, cancellationToken);
            return made with { Warnings = [.. resolver.Warnings, .. made.Warnings] };
        }
        catch (Exception e) when (e is InvalidModelException or ProviderUnavailableException)
        {
            return CheckedReference.Refused($"The model can't be loaded to score the reference: {e.Message}");
        }
    }

    /// <summary>Profiles and scores a reference, and stores what it became.</summary>
    private async Task<CheckedReference> ProfileAsync(
        VersionSpec spec, OnnxEngine engine, Table reference, TextColumn? labels, CancellationToken cancellationToken)
    {
        var scored = ReferenceScorer.Score(spec, engine, reference, labels, options.Value.ReferenceBins);
        if (scored.Errors.Count > 0)
            return CheckedReference.Refused(scored.Errors);
        return new(
            await PutAsync(scored.Profile!.Encode(), cancellationToken),
            await PutAsync(scored.Details!.Encode(), cancellationToken),
            scored.Labelled is { } labelled ? await PutAsync(labelled, cancellationToken) : null,
            SegmentCodes.Extend(spec.Segments, spec.SegmentValues ?? [], scored.Profile),
            reference.Rows,
            scored.Baseline,
            [.. scored.Warnings],
            [],
            scored.Outliers);
    }

    private async Task<string> PutAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(bytes);
        return (await artifacts.PutAsync(content, MaxProfileBytes, cancellationToken)).Sha256;
    }

    /// <summary>A model that names its classes itself need not be told them.</summary>
    private static VersionConfig NameClasses(VersionConfig config, OnnxEngine engine)
    {
        var named = engine.Signature.Outputs.Where(o => !o.Classes.IsEmpty).ToList();
        return config.Output?.Classes is null && named.Count == 1
            ? config with { Output = (config.Output ?? new()) with { Classes = [.. named[0].Classes] } }
            : config;
    }

    private static List<string> CheckEngine(EngineConfig? engine)
    {
        var errors = new List<string>();
        if (engine?.MaxBatch is < 1 or > 4096)
            errors.Add("'engine.maxBatch' must be from 1 to 4096.");
        if (engine?.Queue is < 1 or > 1_000_000)
            errors.Add("'engine.queue' must be from 1 to 1,000,000.");
        return errors;
    }

    private static List<string> Distinct(TextColumn labels) => [.. Enumerable.Range(0, labels.Rows).Select(r => labels[r]).OfType<string>().Distinct().Take(1001)];

    private static CheckedVersion Refuse(string error) => new(null, [error]);
}
