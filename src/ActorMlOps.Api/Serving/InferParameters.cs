using ActorMlOps.Api.Hosting;
using ActorMlOps.Monitoring;

namespace ActorMlOps.Api.Serving;

/// <summary>The request parameters that mean something here; others are ignored, as the protocol demands.</summary>
/// <param name="UnitId">Who the prediction is about: the same unit always gets the same variant.</param>
/// <param name="Timeout">How long the answer is of use; in the request: microseconds.</param>
/// <param name="BinaryOutput">Outputs that don't say otherwise come in binary after the JSON.</param>
/// <param name="Receipts">Whether the answer must have a receipt for each row.</param>
internal readonly record struct InferParameters(string? UnitId, TimeSpan? Timeout, bool BinaryOutput = false, bool Receipts = false)
{
    private static readonly long MaxTimeout = (long)TimeSpan.FromHours(1).TotalMicroseconds;

    /// <exception cref="RequestException">Longer than ids may be.</exception>
    public static string? CheckId(string id) => id.Length <= PredictionId.MaxLength
        ? id.Length == 0 ? null : id
        : throw new RequestException($"'id' is longer than {PredictionId.MaxLength} characters.");

    /// <exception cref="RequestException">Empty, or longer than ids may be.</exception>
    public static string CheckUnitId(string unit) => unit.Length is > 0 and <= PredictionId.MaxLength
        ? unit
        : throw new RequestException($"'parameters.unit_id' must have 1 to {PredictionId.MaxLength} characters.");

    /// <param name="microseconds">Null: it is no whole number.</param>
    /// <exception cref="RequestException">No whole number, not above zero, or longer than an hour.</exception>
    public static TimeSpan CheckTimeout(long? microseconds) => microseconds >= 1 && microseconds <= MaxTimeout
        ? TimeSpan.FromMicroseconds(microseconds.Value)
        : throw new RequestException(
            $"'parameters.timeout' must be a whole number of microseconds from 1 to {MaxTimeout}, such as 250000.");
}
