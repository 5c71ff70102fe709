using System.Globalization;
using ActorMlOps.Registry;
using ActorMlOps.Serving;

namespace ActorMlOps.Api.Batch;

/// <summary>
/// The columns that a version's answer has: <c>prediction</c>, and <c>score</c> (of the positive class) or <c>score_CLASS</c> for each class;
/// then the outputs that are neither, by their names, with <c>_ELEMENT</c> where a row has several elements.
/// </summary>
internal static class VersionOutputs
{
    // More elements than this are one column with a list.
    private const int MaxElements = 64;

    private const string Prediction = "prediction";
    private const string Score = "score";

    public static OutputColumn[] Of(VersionSpec spec)
    {
        var columns = new List<OutputColumn>();
        var (outputs, output) = (spec.Signature.Outputs, spec.Output);
        if (output.Task != TaskKind.None)
        {
            columns.Add(output.Label >= 0
                ? new ElementColumn(Prediction, output.Label, outputs[output.Label].Type, 0)
                : new ClassColumn(Prediction, output));
            AddScores(columns, output, outputs);
        }
        for (var i = 0; i < outputs.Length; i++)
        {
            if (output.Task == TaskKind.None || (i != output.Label && i != output.Scores))
                AddOutput(columns, spec.Signature, i);
        }
        return [.. columns];
    }

    private static void AddScores(List<OutputColumn> columns, OutputSpec output, TensorSpec[] outputs)
    {
        if (output.Scores < 0)
            return;
        var type = outputs[output.Scores].Type;
        if (output.PositiveIndex >= 0)
            columns.Add(new ElementColumn(Score, output.Scores, type, Math.Min(output.PositiveIndex, output.ScoreWidth - 1)));
        else if (output.ScoreWidth > MaxElements)
            columns.Add(new ListColumn("scores", output.Scores));
        else
            columns.AddRange(Enumerable.Range(0, output.ScoreWidth).Select(c => new ElementColumn(
                $"{Score}_{(c < output.Classes.Length ? output.Classes[c] : Number(c))}", output.Scores, type, c)));
    }

    private static void AddOutput(List<OutputColumn> columns, ModelSignature signature, int output)
    {
        var spec = signature.Outputs[output];
        var elements = 1L;
        // Without a batch dimension there is no telling what a row is: then all of it is the row's.
        foreach (var d in spec.Shape.Length == 0 ? [] : signature.RowShape(spec))
            elements = d < 0 || elements < 0 ? -1 : Math.Min(elements * d, int.MaxValue);
        if (elements == 1)
            columns.Add(new ElementColumn(Unused(columns, spec.Name), output, spec.Type, 0));
        else if (elements is < 1 or > MaxElements)
            columns.Add(new ListColumn(Unused(columns, spec.Name), output));
        else
            columns.AddRange(Enumerable.Range(0, (int)elements)
                .Select(e => new ElementColumn(Unused(columns, $"{spec.Name}_{Number(e)}"), output, spec.Type, e)).ToArray());
    }

    private static string Unused(List<OutputColumn> columns, string name)
    {
        while (columns.Exists(c => c.Spec.Name == name) || name is BatchColumns.Version or BatchColumns.Error)
            name += "_";
        return name;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
