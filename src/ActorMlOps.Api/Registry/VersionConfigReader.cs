using ActorMlOps.Api.Hosting;
using ActorMlOps.Registry;

namespace ActorMlOps.Api.Registry;

/// <summary>Reads the <c>config</c> part of a registration. What is not known is refused: a misspelt field must not go unnoticed.</summary>
internal static class VersionConfigReader
{
    private const string What = "'config'";

    /// <exception cref="RequestException">The message names the field and what is expected.</exception>
    public static VersionConfig Read(ReadOnlySpan<byte> json)
    {
        var config = StrictJson.Read(json, CommandJson.Default.VersionConfig, What);
        StrictJson.RefuseNulls(config.Features, What, "features");
        StrictJson.RefuseNulls(config.Output?.Classes, What, "output.classes");
        StrictJson.RefuseNulls(config.Reference?.Ignore, What, "reference.ignore");
        StrictJson.RefuseNulls(config.Sensitive, What, "sensitive");
        StrictJson.RefuseNulls(config.Segments, What, "segments");
        StrictJson.RefuseNulls(config.Metrics, What, "metrics");
        StrictJson.RefuseNulls(config.Alerts, What, "alerts");
        return config;
    }
}
