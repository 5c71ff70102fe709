using System.Globalization;
using System.Runtime.InteropServices;
using ActorMlOps.Monitoring;
using ActorMlOps.Serving;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Numbers of any type as FP64, without a loss.</summary>
internal static class WideColumns
{
    private const long MaxExact = 1L << 53;

    /// <param name="columns">Whole ones, as <see cref="ColumnCodec.Decode"/> gives them.</param>
    public static (ObservationColumn[] Columns, string? Error) Of(ObservationColumn[] columns)
    {
        var wide = new ObservationColumn[columns.Length];
        for (var c = 0; c < columns.Length; c++)
        {
            var column = columns[c];
            var data = column.Data.Span;
            double[]? numbers = column.Type switch
            {
                TensorType.Fp32 => Widen<float>(data),
                TensorType.Int32 => Widen<int>(data),
                TensorType.Int64 => Widen<long>(data),
                TensorType.Bool => Array.ConvertAll(data.ToArray(), b => b == 0 ? 0.0 : 1.0),
                _ => null,
            };
            if (column.Type == TensorType.Int64 && Array.FindIndex(MemoryMarshal.Cast<byte, long>(data).ToArray(), v => v is > MaxExact or < -MaxExact) is var row and >= 0)
                return ([], string.Create(CultureInfo.InvariantCulture, $"Row {row}, column '{column.Name}' is beyond 2^53: send such numbers as text."));
            wide[c] = numbers is null ? column : column with { Type = TensorType.Fp64, Data = MemoryMarshal.AsBytes<double>(numbers).ToArray() };
        }
        return (wide, null);
    }

    private static double[] Widen<T>(ReadOnlySpan<byte> data) where T : unmanaged, System.Numerics.INumber<T> =>
        Array.ConvertAll(MemoryMarshal.Cast<byte, T>(data).ToArray(), double.CreateChecked);
}
