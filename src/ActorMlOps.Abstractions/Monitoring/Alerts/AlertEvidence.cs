using System.Text.Json.Serialization;

namespace ActorMlOps.Monitoring.Alerts;

/// <summary>What an alert rests on. Undefined numbers are null; NaN and infinities are made null on arrival.</summary>
/// <param name="Value">What was measured.</param>
/// <param name="Low">Lower end of its interval, if it has one.</param>
/// <param name="High">Upper end.</param>
/// <param name="Threshold">What it was compared with.</param>
/// <param name="Reason">In words: what is wrong, or why nothing can be told. At most 1,024 characters are kept.</param>
/// <param name="Window">What was looked at.</param>
/// <param name="Guarantee">Of an e-detector; null for what promises nothing about false alarms.</param>
/// <param name="Details">What else helps, by name: at most 16 entries of 256 characters are kept.</param>
[GenerateSerializer, Immutable, Alias("actormlops.AlertEvidence")]
public sealed record AlertEvidence(
    [property: Id(0)] double? Value = null,
    [property: Id(1)] double? Low = null,
    [property: Id(2)] double? High = null,
    [property: Id(3)] double? Threshold = null,
    [property: Id(4)] string? Reason = null,
    [property: Id(5)] WindowInfo? Window = null,
    [property: Id(6)] AlertGuarantee? Guarantee = null,
    [property: Id(7), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Dictionary<string, string>? Details = null)
{
    private const int MostReason = 1024;
    private const int MostDetails = 16;
    private const int MostDetail = 256;

    /// <summary>The same within the bounds of what is kept and sent.</summary>
    public AlertEvidence Bounded() => this with
    {
        Value = Finite(Value),
        Low = Finite(Low),
        High = Finite(High),
        Threshold = Finite(Threshold),
        Reason = Cut(Reason, MostReason),
        Details = Details?.Take(MostDetails).ToDictionary(d => Cut(d.Key, MostDetail)!, d => Cut(d.Value, MostDetail)!),
    };

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private static string? Cut(string? text, int most) => text?.Length > most ? text[..(most - 3)] + "..." : text;
}
