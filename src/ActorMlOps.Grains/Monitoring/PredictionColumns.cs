using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// The profile's columns that follow the features: what is kept of the predictions themselves. A class model has the predicted class,
/// and its positive score if it has one; a regression has the value.
/// </summary>
internal static class PredictionColumns
{
    // No feature is named so: a feature may well be called "score".
    public const string Class = "@prediction";
    public const string Score = "@score";

    /// <summary>As reports name them.</summary>
    public static string Shown(string column) => column.TrimStart('@');

    public static string[] Names(OutputSpec output) => output.Task switch
    {
        TaskKind.None => [],
        TaskKind.Regression => [Class],
        _ => output is { Scores: >= 0, PositiveIndex: >= 0 } ? [Class, Score] : [Class],
    };

    /// <summary>Profiles of the predictions on the reference.</summary>
    public static IEnumerable<ColumnProfile> Profile(OutputSpec output, double[] predicted, float[] scores)
    {
        foreach (var name in Names(output))
        {
            yield return name == Score
                ? ColumnProfile.Numeric(name, Array.ConvertAll(scores, s => (double)s), default, float32: true)
                : output.Task == TaskKind.Regression
                    ? ColumnProfile.Numeric(name, predicted, default, float32: false)
                    : ColumnProfile.Categorical(name, Array.ConvertAll(predicted, p => ClassName(output, p)));
        }
    }

    /// <param name="columns">Counters of the whole profile; the prediction's columns are the last.</param>
    public static void Fold(OutputSpec output, IReadOnlyList<ColumnCounters> columns, ReadOnlySpan<double> predicted, ReadOnlySpan<float> scores)
    {
        var at = columns.Count - Names(output).Length;
        // A reference that could not be scored has no such columns.
        if (output.Task == TaskKind.None || at < 0 || columns[at].Name != Class)
            return;
        if (output.Task == TaskKind.Regression)
        {
            columns[at].AddColumn(predicted);
            return;
        }
        foreach (var p in predicted)
            columns[at].AddCategory(ClassName(output, p));
        if (at + 1 < columns.Count)
            columns[at + 1].AddColumn(scores);
    }

    /// <summary>Null (counted as missing) for a class that the version does not know.</summary>
    private static string? ClassName(OutputSpec output, double predicted) =>
        predicted >= 0 && predicted < output.Classes.Length ? output.Classes[(int)predicted] : null;
}
