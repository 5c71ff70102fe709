namespace ActorMlOps.LoadTests.Monitoring;

/// <summary>Two rates of one silo on one store. Of several windows, taken in turn, each is the best: what else the machine does only takes away.</summary>
/// <param name="LabelsPerSecond">Durable when they count; each has found its prediction.</param>
/// <param name="RowsPerSecond">Single rows of a kilobyte by one writer: each in a write of its own that begins when the one before is durable.</param>
internal sealed record LabelRates(double LabelsPerSecond, double RowsPerSecond)
{
    public double Ratio => LabelsPerSecond / RowsPerSecond;
}
