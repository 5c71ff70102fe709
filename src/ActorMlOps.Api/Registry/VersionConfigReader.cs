using ActorMlOps.Api.Hosting;
using ActorMlOps.Registry;

namespace ActorMlOps.Api.Registry;

/// <summary>Reads the <c>config</c> part of a registration. What is not known is refused: a misspelt field must not go unnoticed.</summary>
internal static class VersionConfigReader
{
    /// <exception cref="RequestException">The message names the field and what is expected.</exception>
    /// <param name="what">How the document is called in messages.</param>
    public static VersionConfig Read(ReadOnlySpan<byte> json, string what = "'config'")
    {
        var config = StrictJson.Read(json, CommandJson.Default.VersionConfig, what);
        StrictJson.RefuseNulls(config.Features, what, "features");
        StrictJson.RefuseNulls(config.Output?.Classes, what, "output.classes");
        StrictJson.RefuseNulls(config.Reference?.Ignore, what, "reference.ignore");
        StrictJson.RefuseNulls(config.Sensitive, what, "sensitive");
        StrictJson.RefuseNulls(config.Segments, what, "segments");
        StrictJson.RefuseNulls(config.Metrics, what, "metrics");
        StrictJson.RefuseNulls(config.Alerts, what, "alerts");
        StrictJson.RefuseNulls(config.Drift?.Methods, what, "drift.methods");
        foreach (var (feature, methods) in config.Drift?.Features ?? [])
            StrictJson.RefuseNulls(methods, what, $"drift.features.{feature}");
        return config;
    }
}
