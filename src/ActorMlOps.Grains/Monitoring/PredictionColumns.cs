using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Performance.Estimation;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// The profile's columns that follow the features: what is kept of the predictions themselves. A class model has the predicted class,
/// and, if it is binary and gives scores, the positive class's score and its confidence: the score of the class it predicts, so that a
/// model that grows surer while its labels say otherwise can be seen. A regression has the value.
/// </summary>
/// <remarks>
/// Last, and never compared, are the scores of the predictions answered positive, in the bins of all scores: with both, performance is estimated
/// before there are labels.
/// </remarks>
internal static class PredictionColumns
{
    // No feature is named so: a feature may well be called "score".
    public const string Class = "@prediction";
    public const string Score = "@score";
    public const string Confidence = "@confidence";
    public const string Selected = "@selected";

    private const int Block = 256;

    /// <summary>As reports name them.</summary>
    public static string Shown(string column) => column.TrimStart('@');

    public static string[] Names(OutputSpec output) => output.Task switch
    {
        TaskKind.None => [],
        TaskKind.Regression => [Class],
        _ => output is { Scores: >= 0, PositiveIndex: >= 0 } ? [Class, Score, Confidence, Selected] : [Class],
    };

    /// <summary>Columns that are compared: all but the last, if that is only for estimates.</summary>
    public static int Compared(ReferenceProfile profile) =>
        profile.Columns.Count - (profile.Columns.Count > 0 && profile.Columns[^1].Name == Selected ? 1 : 0);

    /// <summary>The scores of a window; null if the profile has none, or is of before they were kept by answer.</summary>
    public static BinnedScores? Scores(WindowCounters window)
    {
        var profile = window.Profile;
        var (score, selected, predicted) = (profile.IndexOf(Score), profile.IndexOf(Selected), profile.IndexOf(Class));
        return score < 0 || selected < 0 || predicted < 0
            ? null
            : new(profile.Columns[score].Bins!, window.Columns[score], window.Columns[selected], window.Columns[predicted].Missing);
    }

    /// <summary>Profiles of the predictions on the reference.</summary>
    /// <param name="rows">Of the reference; those that could not be scored have no prediction.</param>
    public static IEnumerable<ColumnProfile> Profile(OutputSpec output, double[] predicted, float[] scores, int rows)
    {
        var names = Names(output);
        if (names.Length == 0)
            yield break;
        var missing = new bool[rows];
        missing.AsSpan(predicted.Length).Fill(true);
        if (output.Task == TaskKind.Regression)
        {
            yield return Numbers(Class, predicted, float32: false);
            yield break;
        }
        var classes = new string?[rows];
        for (var r = 0; r < predicted.Length; r++)
            classes[r] = ClassName(output, predicted[r]);
        yield return ColumnProfile.Categorical(Class, classes);
        if (names.Length == 1)
            yield break;
        var all = Numbers(Score, scores.Select(s => (double)s), float32: true);
        yield return all;
        yield return Numbers(Confidence, scores.Select(s => (double)ConfidenceOf(s)), float32: true);
        yield return all.Part(Selected, [.. scores.Where((_, r) => predicted[r] == output.PositiveIndex).Select(s => (double)s)]);

        ColumnProfile Numbers(string name, IEnumerable<double> values, bool float32)
        {
            var padded = new double[rows];
            var r = 0;
            foreach (var value in values)
                padded[r++] = value;
            return ColumnProfile.Numeric(name, padded, missing, float32);
        }
    }

    /// <param name="columns">Counters of the whole profile; the prediction's columns are the last.</param>
    public static void Fold(OutputSpec output, IReadOnlyList<ColumnCounters> columns, ReadOnlySpan<double> predicted, ReadOnlySpan<float> scores)
    {
        var at = First(columns);
        // A reference that could not be scored has no such columns.
        if (output.Task == TaskKind.None || at < 0)
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
        Span<float> block = stackalloc float[Block];
        for (var first = 0; first < scores.Length; first += Block)
        {
            var count = Math.Min(Block, scores.Length - first);
            for (var i = 0; i < count; i++)
                block[i] = ConfidenceOf(scores[first + i]);
            columns[at + 2].AddColumn(block[..count]);
            if (at + 3 == columns.Count)
                continue;
            var selected = 0;
            for (var i = 0; i < count; i++)
            {
                block[selected] = scores[first + i];
                selected += predicted[first + i] == output.PositiveIndex ? 1 : 0;
            }
            columns[at + 3].AddColumn(block[..selected]);
            columns[at + 3].AddMissing(count - selected);
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

    private static int First(IReadOnlyList<ColumnCounters> columns)
    {
        for (var at = columns.Count - 1; at >= 0 && columns[at].Name.StartsWith('@'); at--)
        {
            if (columns[at].Name == Class)
                return at;
        }
        return -1;
    }

    private static float ConfidenceOf(float score) => Math.Max(score, 1 - score);

    /// <summary>Null (counted as missing) for a class that the version does not know.</summary>
    private static string? ClassName(OutputSpec output, double predicted) =>
        predicted >= 0 && predicted < output.Classes.Length ? output.Classes[(int)predicted] : null;
}
