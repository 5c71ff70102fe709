using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ActorMlOps.Registry;
using ActorMlOps.Serving;

namespace ActorMlOps.Client;

/// <summary>Makes a row's tensors of named features, by the specification of a version.</summary>
internal sealed class RowEncoder(VersionSpec spec)
{
    /// <summary>A model with one float input takes its row as it is.</summary>
    /// <exception cref="PredictionException">The model takes something else.</exception>
    public TensorBatch Encode(ReadOnlyMemory<float> row)
    {
        var inputs = spec.Signature.Inputs;
        if (inputs is not [{ Type: TensorType.Fp32 } input])
            throw Bad($"The model takes more than one float tensor; name the features. Inputs: {spec.Signature.DescribeInputs()}.");
        var data = new byte[row.Length * 4];
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(row.Span).CopyTo(data);
        int[] shape = [.. spec.Signature.RowShape(input)];
        if (shape.Count(d => d < 0) == 0 && shape.Aggregate(1, (a, b) => a * b) != row.Length)
            throw Bad($"Input '{input.Name}' takes rows of shape [{string.Join(", ", shape)}], not {row.Length} values.");
        if (shape is [-1])
            shape = [row.Length];
        return new(1, [new(input.Name, TensorType.Fp32, shape, data)]);
    }

    /// <exception cref="PredictionException">A feature is missing, unknown, or of another type.</exception>
    public TensorBatch Encode(IReadOnlyDictionary<string, object?> row)
    {
        if (row.Keys.FirstOrDefault(k => !Array.Exists(spec.Features, f => f.Name == k)) is { } unknown)
            throw Bad($"The model has no feature '{unknown}'; it has: {string.Join(", ", spec.Features.Select(f => f.Name))}.");
        var tensors = new Tensor[spec.Signature.Inputs.Length];
        Span<byte> element = stackalloc byte[8];
        for (var i = 0; i < tensors.Length; i++)
        {
            var input = spec.Signature.Inputs[i];
            var elements = spec.Signature.RowShape(input).ToArray();
            using var data = new MemoryStream();
            foreach (var feature in spec.Features.Where(f => f.Input == i).OrderBy(f => f.Element))
            {
                if (!row.TryGetValue(feature.Name, out var value))
                    throw Bad($"Feature '{feature.Name}' is missing.");
                Write(data, feature, value, element);
            }
            tensors[i] = new(input.Name, input.Type, elements, data.ToArray());
        }
        return new(1, tensors);
    }

    private static void Write(MemoryStream data, FeatureSpec feature, object? value, Span<byte> buffer)
    {
        if (feature.Type == TensorType.Bytes)
        {
            var text = Encoding.UTF8.GetBytes(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
            BinaryPrimitives.WriteInt32LittleEndian(buffer, text.Length);
            data.Write(buffer[..4]);
            data.Write(text);
            return;
        }
        double number;
        try
        {
            number = value is null ? double.NaN : Convert.ToDouble(value, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is FormatException or InvalidCastException)
        {
            throw Bad($"Feature '{feature.Name}' must be a number, not '{value}'.");
        }
        switch (feature.Type)
        {
            case TensorType.Fp16: BinaryPrimitives.WriteHalfLittleEndian(buffer, (Half)number); break;
            case TensorType.Fp32: BinaryPrimitives.WriteSingleLittleEndian(buffer, (float)number); break;
            case TensorType.Fp64: BinaryPrimitives.WriteDoubleLittleEndian(buffer, number); break;
            default:
                if (!double.IsInteger(number))
                    throw Bad($"Feature '{feature.Name}' must be a whole number, not '{value}'.");
                // Little-endian: the low bytes of the 64-bit value are the value in every narrower type.
                BinaryPrimitives.WriteInt64LittleEndian(buffer, (long)number);
                break;
        }
        data.Write(buffer[..feature.Type.Size()]);
    }

    private static PredictionException Bad(string message) => new(PredictOutcome.BadInput, message);
}
