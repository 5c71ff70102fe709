using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Serving;
using ActorMlOps.Tables;

namespace ActorMlOps.Api.Monitoring;

/// <summary>From a table of texts to the columns of a version: numeric features and scores as numbers, the rest as text.</summary>
internal static class ObservationBatches
{
    /// <summary>The batch, and the names of columns that mean nothing to the version.</summary>
    /// <exception cref="TableFormatException">A score is no number; the message names column and row.</exception>
    public static (ObservationBatch Batch, string[] Ignored) Build(Table table, VersionSpec spec, string? producer, long sequence)
    {
        var columns = new List<ObservationColumn>();
        var ignored = new List<string>();
        foreach (var column in table.Columns)
        {
            var feature = Array.Find(spec.Features, f => f.Name == column.Name);
            if (feature is null && !ObservationColumns.IsReserved(column.Name))
                ignored.Add(column.Name);
            else if (IsNumbers(column, feature))
                columns.Add(new(column.Name, TensorType.Fp64, Numbers(column), Missing(column)));
            else
                columns.Add(new(column.Name, TensorType.Bytes, Texts(column), Missing(column)));
        }
        return (new(producer, sequence, table.Rows, [.. columns]), [.. ignored]);
    }

    /// <summary>A feature that has turned to text is sent as it is, and counted as such.</summary>
    private static bool IsNumbers(TextColumn column, FeatureSpec? feature) => feature is null
        ? column.Name == ObservationColumns.Score
        : feature.Kind == FeatureKind.Numeric && (column.IsNumeric || column.Missing == column.Rows);

    private static byte[] Numbers(TextColumn column) => MemoryMarshal.AsBytes<double>(column.ToDoubles()).ToArray();

    private static byte[] Texts(TextColumn column)
    {
        var data = new ArrayBufferWriter<byte>(column.Rows * 8);
        for (var r = 0; r < column.Rows; r++)
        {
            var text = column.Utf8(r);
            BinaryPrimitives.WriteInt32LittleEndian(data.GetSpan(4), text.Length);
            data.Advance(4);
            data.Write(text);
        }
        return data.WrittenSpan.ToArray();
    }

    private static byte[] Missing(TextColumn column) => column.Missing == 0 ? [] : ObservationColumns.Missing(column.Rows, column.IsMissing);
}
