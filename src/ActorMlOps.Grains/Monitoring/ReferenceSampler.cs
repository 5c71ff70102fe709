using ActorMlOps.Grains.Registry;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>The details of a reference: some of its rows, in their order, and what each tenth of it holds.</summary>
internal static class ReferenceSampler
{
    private const int Seed = 20_260_101;

    /// <summary>Fewer rows a chunk say nothing of how far one may be from the others.</summary>
    private const int LeastChunk = 30;

    /// <param name="predicted">Of the first rows; empty or shorter: there are no predictions for (some of) them.</param>
    public static ReferenceDetails Build(VersionSpec spec, ReferenceProfile profile, ReferenceColumn[] columns, double[] predicted, float[] scores)
    {
        var rows = (int)profile.Rows;
        var sampled = SampledColumns.Of(spec);
        int[] picked = [.. Enumerable.Range(0, rows)];
        if (rows > ReferenceDetails.Rows)
        {
            new Random(Seed).Shuffle(picked);
            picked = [.. picked.Take(ReferenceDetails.Rows).Order()];
        }
        var values = new float[picked.Length * sampled.Length];
        for (var c = 0; c < sampled.Length; c++)
        {
            for (var r = 0; r < picked.Length; r++)
                values[(r * sampled.Length) + c] = sampled[c] < 0 ? float.NaN : columns[sampled[c]].Sampled(picked[r], profile.Columns[sampled[c]]);
        }
        return new(values, sampled.Length, Chunks(spec, profile, columns, predicted, scores));
    }

    private static byte[][] Chunks(VersionSpec spec, ReferenceProfile profile, ReferenceColumn[] columns, double[] predicted, float[] scores)
    {
        var size = (int)profile.Rows / ReferenceDetails.ChunkCount;
        if (size < LeastChunk)
            return [];
        return [.. Enumerable.Range(0, ReferenceDetails.ChunkCount).Select(chunk =>
        {
            var window = new WindowCounters(profile);
            for (var c = 0; c < columns.Length; c++)
                columns[c].Fold(chunk * size, size, window.Columns[c]);
            // Rows that could not be scored are left out of the predictions, so these lie beside other rows.
            if (predicted.Length >= (chunk + 1) * size)
                PredictionColumns.Fold(spec.Output, window.Columns, predicted.AsSpan(chunk * size, size), scores.AsSpan(chunk * size, size));
            window.AddRows(size);
            return window.Encode();
        })];
    }
}
