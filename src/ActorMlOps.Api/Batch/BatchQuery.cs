using ActorMlOps.Api.Hosting;
using ActorMlOps.Monitoring;

namespace ActorMlOps.Api.Batch;

/// <summary>The query of a batch.</summary>
/// <param name="Version">Scores all rows; null: the traffic policy chooses.</param>
/// <param name="Id">Column whose values name the predictions, so that labels can follow; copied to the answer.</param>
/// <param name="IdWasAsked">Else the column is used only if it is there.</param>
/// <param name="Unit">Column that says who a row is about: the same unit always gets the same variant.</param>
/// <param name="UnitWasAsked">Else the column is used only if it is there.</param>
/// <param name="Echo">Columns that are copied to the answer.</param>
internal sealed record BatchQuery(string? Version, string Id, bool IdWasAsked, string Unit, bool UnitWasAsked, string[] Echo)
{
    private const string VersionKey = "version";
    private const string IdKey = "id";
    private const string UnitKey = "unit";
    private const string EchoKey = "echo";

    /// <exception cref="RequestException">An unknown, doubled or empty parameter.</exception>
    public static BatchQuery Read(IQueryCollection query)
    {
        if (query.Keys.FirstOrDefault(k => k is not (VersionKey or IdKey or UnitKey or EchoKey)) is { } unknown)
            throw new RequestException($"There is no parameter '{unknown}'; parameters are: {VersionKey}, {IdKey}, {UnitKey}, {EchoKey}.");
        var (id, unit) = (One(query, IdKey), One(query, UnitKey));
        return new(
            One(query, VersionKey),
            id ?? ObservationColumns.PredictionId, id is not null,
            unit ?? ObservationColumns.UnitId, unit is not null,
            [.. query[EchoKey].SelectMany(v => (v ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)).Distinct()]);
    }

    private static string? One(IQueryCollection query, string key)
    {
        if (!query.TryGetValue(key, out var values))
            return null;
        return values is [{ Length: > 0 } value] ? value : throw new RequestException($"'{key}' must be there once and have a value.");
    }
}
