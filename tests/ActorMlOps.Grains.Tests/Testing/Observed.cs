using System.Runtime.InteropServices;
using ActorMlOps.Monitoring;
using ActorMlOps.Serving;

namespace ActorMlOps.Grains.Tests.Testing;

/// <summary>Columns of observation batches.</summary>
internal static class Observed
{
    public static ObservationColumn Numbers(string name, params double[] values) =>
        new(name, TensorType.Fp64, MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), default);

    public static ObservationColumn Text(string name, params string[] values) => new(name, TensorType.Bytes, Texts.Encode(values), default);

    /// <summary>Rows of the electricity market with what was predicted and what was true.</summary>
    public static ObservationBatch Elec2(string? producer, long sequence, int first, int rows, bool withIds = false)
    {
        var data = Testing.Elec2.Instance;
        var range = Enumerable.Range(first, rows).ToArray();
        var columns = Testing.Elec2.Features
            .Select((f, i) => Numbers(f, [.. range.Select(r => (double)data.Values[(r * Testing.Elec2.Features.Length) + i])]))
            .Append(Text(ObservationColumns.Prediction, [.. range.Select(_ => "1")]))
            .Append(Text(ObservationColumns.Label, [.. range.Select(r => data.Labels[r])]));
        if (withIds)
            columns = columns.Append(Text(ObservationColumns.PredictionId, [.. range.Select(r => $"o{r}")]));
        return new(producer, sequence, rows, [.. columns]);
    }
}
