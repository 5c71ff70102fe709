namespace ActorMlOps.LoadTests.Monitoring;

/// <summary>Two rates of one silo on one store, taken one after the other.</summary>
/// <param name="LabelsPerSecond">Durable when they count; each has found its prediction.</param>
/// <param name="RowsPerSecond">Single rows of about a kilobyte, each in a write of its own.</param>
internal sealed record LabelRates(double LabelsPerSecond, double RowsPerSecond)
{
    public double Ratio => LabelsPerSecond / RowsPerSecond;
}
