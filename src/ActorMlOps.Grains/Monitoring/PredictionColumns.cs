using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// The profile's columns that follow the features: what is kept of the predictions themselves. A class model has the predicted class,
/// and, if it is binary and gives scores, the positive class's score and its confidence: the score of the class it predicts, so that a
/// model that grows surer while its labels say otherwise can be seen. A regression has the value.
/// </summary>
internal static class PredictionColumns
{
    // No feature is named so: a feature may well be called "score".
    public const string Class = "@prediction";
    public const string Score = "@score";
    public const string Confidence = "@confidence";

    private const int Block = 256;

    /// <summary>As reports name them.</summary>
    public static string Shown(string column) => column.TrimStart('@');

    public static string[] Names(OutputSpec output) => output.Task switch
    {
        TaskKind.None => [],
        TaskKind.Regression => [Class],
        _ => output is { Scores: >= 0, PositiveIndex: >= 0 } ? [Class, Score, Confidence] : [Class],
    };

    /// <summary>Profiles of the predictions on the reference.</summary>
    public static IEnumerable<ColumnProfile> Profile(OutputSpec output, double[] predicted, float[] scores)
    {
        foreach (var name in Names(output))
        {
            yield return name switch
            {
                Score => ColumnProfile.Numeric(name, Array.ConvertAll(scores, s => (double)s), default, float32: true),
                Confidence => ColumnProfile.Numeric(name, Array.ConvertAll(scores, s => (double)ConfidenceOf(s)), default, float32: true),
                _ when output.Task == TaskKind.Regression => ColumnProfile.Numeric(name, predicted, default, float32: false),
                _ => ColumnProfile.Categorical(name, Array.ConvertAll(predicted, p => ClassName(output, p))),
            };
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
        FoldClasses(output, columns[at], predicted);
        if (at + 1 == columns.Count)
            return;
        columns[at + 1].AddColumn(scores);
        Span<float> confidences = stackalloc float[Block];
        for (var first = 0; first < scores.Length; first += Block)
        {
            var block = scores[first..Math.Min(first + Block, scores.Length)];
            for (var i = 0; i < block.Length; i++)
                confidences[i] = ConfidenceOf(block[i]);
            columns[at + 2].AddColumn(confidences[..block.Length]);
        }
    }

    /// <summary>A batch has few classes: each is looked up once.</summary>
    private static void FoldClasses(OutputSpec output, ColumnCounters column, ReadOnlySpan<double> predicted)
    {
        if (output.Classes.Length > Block)
        {
            foreach (var p in predicted)
                column.AddCategory(ClassName(output, p));
            return;
        }
        Span<int> counts = stackalloc int[output.Classes.Length];
        counts.Clear();
        var unknown = 0;
        foreach (var p in predicted)
        {
            if (p >= 0 && p < counts.Length)
                counts[(int)p]++;
            else
                unknown++;
        }
        column.AddMissing(unknown);
        for (var c = 0; c < counts.Length; c++)
        {
            if (counts[c] > 0)
                column.AddCategory(output.Classes[c], counts[c]);
        }
    }

    private static float ConfidenceOf(float score) => Math.Max(score, 1 - score);

    /// <summary>Null (counted as missing) for a class that the version does not know.</summary>
    private static string? ClassName(OutputSpec output, double predicted) =>
        predicted >= 0 && predicted < output.Classes.Length ? output.Classes[(int)predicted] : null;
}
