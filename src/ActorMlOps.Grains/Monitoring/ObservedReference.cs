using System.Runtime.InteropServices;
using ActorMlOps.Grains.Registry;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Serving;
using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>A reference of rows that were observed.</summary>
internal static class ObservedReference
{
    public static (ReferenceProfile Profile, ReferenceDetails Details, OutlierRule Outliers) Build(VersionSpec spec, BaselineState state)
    {
        var columns = spec.Features.Select((f, i) => f.Kind == FeatureKind.Categorical
            ? ReferenceColumn.Of(f, Texts(state, i, f.Type))
            : ReferenceColumn.Of(f, Numbers(state, i).Numbers, Numbers(state, i).Missing)).ToArray();
        List<ColumnProfile> profiles = [.. columns.Select(c => c.Profile(NumericBins.DefaultBins))];
        var predicted = Numbers(state, spec.Features.Length).Numbers;
        var scores = Array.ConvertAll(Numbers(state, spec.Features.Length + 1).Numbers, s => (float)s);
        if (HasPredictions(spec.Output, predicted))
            profiles.AddRange(PredictionColumns.Profile(spec.Output, predicted, scores, state.Rows));
        var profile = new ReferenceProfile(profiles, state.Rows);
        return (profile, ReferenceSampler.Build(spec, profile, columns, predicted, scores), OutlierRules.Of(columns, profiles, state.Rows));
    }

    /// <summary>What is served elsewhere may be observed without its predictions.</summary>
    private static bool HasPredictions(OutputSpec output, double[] predicted) =>
        output.Task != TaskKind.None && Array.Exists(predicted, p => output.Task == TaskKind.Regression ? !double.IsNaN(p) : p >= 0);

    private static (double[] Numbers, bool[] Missing) Numbers(BaselineState state, int column)
    {
        var (numbers, missing) = (new double[state.Rows], new bool[state.Rows]);
        var at = 0;
        foreach (var part in state.Parts)
        {
            var values = MemoryMarshal.Cast<byte, double>(part.Columns[column].Data.Span);
            for (var r = 0; r < part.Rows; r++, at++)
            {
                missing[at] = part.Columns[column].IsMissing(r);
                numbers[at] = missing[at] ? double.NaN : values[r];
            }
        }
        return (numbers, missing);
    }

    private static string?[] Texts(BaselineState state, int column, TensorType type)
    {
        var texts = new List<string?>(state.Rows);
        foreach (var part in state.Parts)
        {
            var rows = part.Columns[^1].Data.Length / 8;
            // A text input sees a missing category as the empty text, so that is what it is counted as.
            texts.AddRange(ObservationColumns.TextsOf(part.Columns[column], rows).Take(part.Rows).Select(t => t ?? (type == TensorType.Bytes ? "" : null)));
        }
        return [.. texts];
    }
}
