using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ActorMlOps.Inference;

namespace ActorMlOps.Integration.Tests.Performance;

/// <summary>Runs a binary classifier of the sample data on rows of a table.</summary>
internal static class Scores
{
    /// <summary>
    /// The answers and the positive class's probabilities, row by row: above 1/2 as 1 less the other class's, which keeps the digits
    /// that a float near 1 has lost.
    /// </summary>
    public static (long[] Labels, double[] Positive) Of(string model, Table table, IReadOnlyList<int> rows, string[]? columns = null)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Demo", "Data", model);
        using var engine = OnnxModel.Load(File.ReadAllBytes(path), new EngineOptions());
        // One named input for each column, or one tensor of all of them.
        TensorData[] inputs = columns is null
            ? [.. engine.Signature.Inputs.Select(input => Column(table[input.Name], rows, input.Type))]
            : [new TensorData(MemoryMarshal.AsBytes<float>(
                rows.SelectMany(row => columns.Select(column => (float)table.Number(column, row))).ToArray()).ToArray())];
        var outputs = engine.Run(rows.Count, inputs);
        var probabilities = MemoryMarshal.Cast<byte, float>(outputs[1].Data.Span);
        var positive = new double[rows.Count];
        for (var i = 0; i < positive.Length; i++)
            positive[i] = probabilities[(2 * i) + 1] < 0.5 ? probabilities[(2 * i) + 1] : 1 - (double)probabilities[2 * i];
        return (MemoryMarshal.Cast<byte, long>(outputs[0].Data.Span).ToArray(), positive);
    }

    private static TensorData Column(string[] values, IReadOnlyList<int> rows, TensorType type)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        foreach (var row in rows)
        {
            switch (type)
            {
                case TensorType.Int64:
                    writer.Write(long.Parse(values[row], CultureInfo.InvariantCulture));
                    break;
                case TensorType.Fp32:
                    writer.Write(float.Parse(values[row], CultureInfo.InvariantCulture));
                    break;
                default:
                    var text = Encoding.UTF8.GetBytes(values[row]);
                    writer.Write(text.Length);
                    writer.Write(text);
                    break;
            }
        }

        return new TensorData(bytes.ToArray());
    }
}
