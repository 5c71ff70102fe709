namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>What an e-detector bets on at once: the rows of some hops, by column and cell.</summary>
internal sealed record DetectorStep(StepSpan Span, long Rows, long[][] Counts);
