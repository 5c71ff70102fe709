using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Monitoring.Alerts.Rules;
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
internal sealed class Registrar(IArtifactStore artifacts, IOptions<MonitoringOptions> options, IOptions<ServingOptions> serving, TimeProvider clock)
{
    private const long MaxProfileBytes = 256L * 1024 * 1024;

    /// <param name="versions">Those that the model has.</param>
    public Task<CheckedVersion> CheckAsync(
        VersionKey key, RegisterVersion command, IReadOnlyList<VersionInfo> versions, CancellationToken cancellationToken) =>
        Task.Run(() => CheckOffTurnAsync(key, command, versions, cancellationToken), cancellationToken);

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
                    reference = CsvTable.Read(new MemoryStream(bytes));
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

        var spec = new VersionSpec(
            key, command.ModelSha256, signature, features, output, null, segments, partitions, config.Engine ?? new(),
            Labels: LabelRules.Of(config.Labels), Metrics: config.Metrics);
        if (AlertRules.Objections(spec, config.Alerts).ToList() is { Count: > 0 } wrong)
            return new(null, wrong);
        Dictionary<string, MetricValue> baseline = [];
        string[] warnings = [.. resolver.Warnings];
        if (reference is not null && features.Length > 0)
        {
            var scored = ReferenceScorer.Score(spec, engine, reference, labels, options.Value.ReferenceBins);
            if (scored.Errors.Count > 0)
                return new(null, scored.Errors);
            (baseline, warnings) = (scored.Baseline, [.. warnings, .. scored.Warnings]);
            using var profile = new MemoryStream(scored.Profile!.Encode());
            var stored = await artifacts.PutAsync(profile, MaxProfileBytes, cancellationToken);
            spec = spec with { ProfileSha256 = stored.Sha256 };
            if (scored.Labelled is { } labelled)
            {
                using var counters = new MemoryStream(labelled);
                spec = spec with { BaselineSha256 = (await artifacts.PutAsync(counters, MaxProfileBytes, cancellationToken)).Sha256 };
            }
        }
        return new(
            new VersionInfo(
                spec, command.Config, command.ReferenceSha256, reference?.Rows ?? 0, modelBytes, clock.GetUtcNow(), baseline, warnings),
            []);
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
