namespace ActorMlOps.Statistics.Detectors;

/// <summary>
/// Judges alarms against known changes. The first alarm within the horizon after a change finds it; every other alarm is false.
/// </summary>
/// <remarks>Gustafsson 2000, "Adaptive filtering and change detection"; Bifet 2017, "Classifier concept drift detection and the illusion of
/// progress" (the measures, and why accuracy alone misleads). O(alarms + changes).</remarks>
/// <param name="Changes">Known changes.</param>
/// <param name="Found">Changes that were found.</param>
/// <param name="FalseAlarms">Alarms that found none.</param>
/// <param name="MeanTimeToDetection">Mean rows from a found change to its alarm; null if none was found.</param>
/// <param name="MeanTimeBetweenFalseAlarms">Rows of the stream per false alarm; null without a false alarm.</param>
/// <param name="MissedDetection">Share of the changes not found, in [0, 1]; null without a change.</param>
public sealed record DetectorEvaluation(
    int Changes, int Found, int FalseAlarms, double? MeanTimeToDetection, double? MeanTimeBetweenFalseAlarms, double? MissedDetection)
{
    /// <summary>
    /// Bifet's mean time ratio: (time between false alarms / (time to detection + 1)) (1 - missed); higher is better. Null where a
    /// part is.
    /// </summary>
    public double? MeanTimeRatio => MeanTimeBetweenFalseAlarms / (MeanTimeToDetection + 1) * (1 - MissedDetection);

    /// <summary>Evaluates the alarms raised on a stream.</summary>
    /// <param name="alarms">Rows (from 0) at which the detector fired, ascending.</param>
    /// <param name="changes">First rows of the new concepts, strictly ascending.</param>
    /// <param name="rows">Length of the stream.</param>
    /// <param name="horizon">An alarm counts for a change this many rows long, and not beyond the next change; at least 1.</param>
    /// <exception cref="ArgumentException">A row is out of order or outside the stream.</exception>
    public static DetectorEvaluation Of(IReadOnlyList<int> alarms, IReadOnlyList<int> changes, int rows, int horizon)
    {
        ArgumentNullException.ThrowIfNull(alarms);
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        Check(alarms, rows, nameof(alarms));
        Check(changes, rows, nameof(changes));
        int at = 0, found = 0;
        double delay = 0;
        for (var i = 0; i < changes.Count; i++)
        {
            var end = Math.Min(i + 1 < changes.Count ? changes[i + 1] : rows, (long)changes[i] + horizon);
            while (at < alarms.Count && alarms[at] < changes[i])
                at++;
            if (at == alarms.Count || alarms[at] >= end)
                continue;
            delay += alarms[at++] - changes[i];
            found++;
        }

        var falseAlarms = alarms.Count - found;
        return new DetectorEvaluation(
            changes.Count,
            found,
            falseAlarms,
            found == 0 ? null : delay / found,
            falseAlarms == 0 ? null : (double)rows / falseAlarms,
            changes.Count == 0 ? null : 1 - ((double)found / changes.Count));
    }

    private static void Check(IReadOnlyList<int> rows, int length, string name)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i] < 0 || rows[i] >= length || (i > 0 && rows[i] <= rows[i - 1]))
                throw new ArgumentException($"Row {rows[i]} is out of order or outside [0, {length}).", name);
        }
    }
}
