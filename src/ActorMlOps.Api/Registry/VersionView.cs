using ActorMlOps.Api.Serving;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;

namespace ActorMlOps.Api.Registry;

/// <summary>A version as <c>GET /api/models/{m}/versions/{v}</c> shows it.</summary>
/// <param name="Reference">Null: there is none.</param>
/// <param name="Baseline">Performance on the reference, by metric; empty without labels in it.</param>
internal sealed record VersionView(
    string Model,
    string Version,
    string ModelSha256,
    long ModelBytes,
    DateTimeOffset RegisteredAt,
    TaskKind Task,
    TensorMetadata[] Inputs,
    TensorMetadata[] Outputs,
    FeatureView[] Features,
    OutputView Output,
    string[] Segments,
    VersionReferenceView? Reference,
    IReadOnlyDictionary<string, MetricValue> Baseline,
    string[] Warnings,
    VersionConfig Config)
{
    public static VersionView Of(VersionInfo info)
    {
        var spec = info.Spec;
        var signature = spec.Signature;
        return new(
            spec.Key.Model,
            spec.Key.Version,
            spec.ModelSha256,
            info.ModelBytes,
            info.RegisteredAt,
            spec.Output.Task,
            Array.ConvertAll(signature.Inputs, TensorMetadata.Of),
            Array.ConvertAll(signature.Outputs, TensorMetadata.Of),
            Array.ConvertAll(spec.Features, f => new FeatureView(f.Name, f.Kind, signature.Inputs[f.Input].Name, f.Element)),
            OutputView.Of(spec),
            spec.Segments,
            spec.ProfileSha256 is { } profile ? new(info.ReferenceSha256 ?? profile, info.ReferenceRows, spec.Origin) : null,
            info.Baseline,
            info.Warnings,
            info.Config);
    }
}

internal sealed record FeatureView(string Name, FeatureKind Kind, string Input, int Column);

/// <param name="Label">Name of the output with the predicted class or value; null: none.</param>
/// <param name="Scores">Name of the output with the scores; null: none.</param>
internal sealed record OutputView(string? Label, string? Scores, string[] Classes, string? PositiveClass, double Threshold)
{
    public static OutputView Of(VersionSpec spec)
    {
        var output = spec.Output;
        return new(Name(output.Label), Name(output.Scores), output.Classes, output.PositiveClass, output.Threshold);

        string? Name(int index) => index < 0 ? null : spec.Signature.Outputs[index].Name;
    }
}

/// <param name="Sha256">Of the file; of a reference that was made of counters, theirs.</param>
/// <param name="Origin">Null: the file that the version was registered with.</param>
internal sealed record VersionReferenceView(string Sha256, long Rows, ReferenceOrigin? Origin);
