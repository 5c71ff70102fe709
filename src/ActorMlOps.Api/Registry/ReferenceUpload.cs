using ActorMlOps.Api.Hosting;
using ActorMlOps.Api.Monitoring;
using ActorMlOps.Api.Rollout;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Tables;

namespace ActorMlOps.Api.Registry;

/// <summary>Reads a new reference: a file of rows, or the window that is to become it.</summary>
internal static class ReferenceUpload
{
    private const string Json = "application/json";

    /// <exception cref="RequestException">The body is of another kind, or broken.</exception>
    public static async Task<ReferenceChange> ReadAsync(
        HttpContext context, string version, int? ifRevision, IArtifactStore artifacts, ApiOptions limits)
    {
        var request = context.Request;
        if (request.ContentType?.StartsWith(Json, StringComparison.OrdinalIgnoreCase) == true)
        {
            var body = await StrictJson.ReadAsync(context, CommandJson.Default.ReferenceWindowBody);
            var (from, to) = (Instant("from", body.From), Instant("to", body.To));
            if (from >= to)
                throw new RequestException("'from' must be before 'to'.");
            return new(version, TrafficEndpoints.Operator, null, WindowRange.Time(from, to), body.Version, ifRevision);
        }
        if (TableFormats.FormatOf(request.ContentType) is not (TableFormat.Csv or TableFormat.Parquet))
        {
            throw new RequestException(
                StatusCodes.Status415UnsupportedMediaType,
                $"'Content-Type' must be text/csv (also gzip), application/vnd.apache.parquet, or application/json with 'from' and 'to', not '{request.ContentType}'.");
        }
        var stored = await artifacts.PutAsync(request.Body, limits.MaxReferenceBytes, context.RequestAborted);
        return new(version, TrafficEndpoints.Operator, stored.Sha256, IfRevision: ifRevision);
    }

    private static DateTimeOffset Instant(string name, string text) => Times.TryInstant(text, out var instant)
        ? instant
        : throw new RequestException($"'{name}' must be a time with an offset, such as {Times.InstantExample}, not '{text}'.");
}
