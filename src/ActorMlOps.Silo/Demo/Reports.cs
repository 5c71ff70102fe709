using System.Text.Json.Nodes;

namespace ActorMlOps.Silo.Demo;

/// <summary>Reads single figures out of the API's reports.</summary>
internal static class Reports
{
    public static double? Metric(this JsonNode report, string metric) => Number(report["metrics"]?[metric]?["value"]);

    public static long Count(this JsonNode report, string field) => report[field]!.GetValue<long>();

    /// <summary>Names of the features that drifted, the report's order kept.</summary>
    public static string[] Drifted(this JsonNode drift) =>
        [.. Features(drift).Where(f => f["drifted"]!.GetValue<bool>()).Select(f => f["name"]!.GetValue<string>())];

    /// <summary>Value of a test of a feature; null if it is undefined or was not made.</summary>
    public static double? Test(this JsonNode drift, string feature, string method) =>
        Number(Features(drift).First(f => f["name"]!.GetValue<string>() == feature)["tests"]!.AsArray()
            .FirstOrDefault(t => t!["method"]!.GetValue<string>() == method)?["value"]);

    public static IEnumerable<JsonNode> Features(this JsonNode drift) => drift["features"]!.AsArray().Select(f => f!);

    /// <summary>Mean of one of the prediction's columns: <c>score</c>, <c>confidence</c>.</summary>
    public static double? PredictionMean(this JsonNode drift, string column) =>
        Number(drift["prediction"]!.AsArray().FirstOrDefault(p => p!["name"]!.GetValue<string>() == column)?["mean"]);

    private static double? Number(JsonNode? node) => node?.GetValue<double>();
}
