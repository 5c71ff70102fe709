namespace ActorMlOps.Statistics.Performance;

/// <summary>One point of the reliability curve: scores in [<paramref name="From"/>, <paramref name="To"/>), the last one closed.</summary>
/// <param name="From">Lower end, in [0, 1).</param>
/// <param name="To">Upper end, in (0, 1].</param>
/// <param name="Rows">Labelled rows with such a score.</param>
/// <param name="MeanScore">Their mean score; null without rows.</param>
/// <param name="PositiveRate">Share of them that is positive, with its 95 % Wilson interval; null without rows.</param>
public sealed record ReliabilityBin(double From, double To, long Rows, double? MeanScore, ConfidenceInterval? PositiveRate);
