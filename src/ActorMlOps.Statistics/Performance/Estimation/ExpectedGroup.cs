namespace ActorMlOps.Statistics.Performance.Estimation;

/// <summary>Predictions with one score.</summary>
/// <param name="Selected">Answered positive.</param>
/// <param name="Rejected">Answered negative.</param>
/// <param name="Probability">Calibrated chance to be positive.</param>
/// <param name="Pool">The calibrator's pool at or below the score.</param>
/// <param name="Share">How far the score is towards the next pool, in [0, 1).</param>
internal readonly record struct ExpectedGroup(long Selected, long Rejected, double Probability, int Pool, double Share)
{
    public double Rows => (double)Selected + Rejected;

    public double Positives => Rows * Probability;

    public double Negatives => Rows * (1 - Probability);

    public double LabelVariance => Probability * (1 - Probability);
}
