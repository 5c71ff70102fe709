using System.Buffers.Binary;
using System.Text.Unicode;

namespace ActorMlOps.Inference;

/// <summary>Whether inputs fit a signature. Native code must never see data that does not.</summary>
internal static class InputCheck
{
    /// <summary>What is wrong, in words; null if nothing is.</summary>
    public static string? Check(ModelSignature signature, int rows, ReadOnlySpan<TensorData> inputs)
    {
        if (rows < 1)
            return $"rows is {rows}: at least one row is needed.";
        if (rows > 1 && signature.Batch == BatchMode.Whole)
            return $"rows is {rows}: the model has no batch dimension, send one row a request.";
        if (inputs.Length != signature.Inputs.Length)
            return $"{inputs.Length} input tensors were given; the model takes {signature.Inputs.Length}: {string.Join(", ", signature.Inputs)}.";
        for (int i = 0; i < inputs.Length; i++)
            if (CheckTensor(signature.Inputs[i], signature.RowShape(i), rows, inputs[i]) is { } error)
                return error;
        return null;
    }

    private static string? CheckTensor(TensorInfo info, ReadOnlySpan<int> declared, int rows, in TensorData tensor)
    {
        ReadOnlySpan<int> shape = tensor.RowShape ?? declared;
        bool fits = shape.Length == declared.Length;
        for (int d = 0; fits && d < shape.Length; d++)
            fits = shape[d] >= 0 && (declared[d] < 0 || declared[d] == shape[d]);
        if (!fits)
            return $"Input '{info.Name}' has row shape [{string.Join(", ", shape.ToArray())}]; the model takes [{string.Join(", ", declared.ToArray())}]"
                + (tensor.RowShape is null ? ": state the variable dimensions." : ".");

        long elements = rows;
        foreach (int dimension in shape)
        {
            // Both are below 2^31: the product cannot overflow.
            elements *= dimension;
            if (elements > int.MaxValue)
                return $"Input '{info.Name}' is too large: {rows} rows of shape [{string.Join(", ", shape.ToArray())}]"
                    + $" are more than {int.MaxValue} elements.";
        }
        if (info.Type == TensorType.Bytes)
            return CheckStrings(info.Name, tensor.Data.Span, elements);
        long bytes = elements * info.Type.Size();
        if (tensor.Data.Length != bytes)
            return $"Input '{info.Name}' has {tensor.Data.Length} bytes; {rows} rows of {info} are {bytes}.";
        // A C++ bool that is neither 0 nor 1 is undefined behaviour.
        return info.Type == TensorType.Bool && tensor.Data.Span.IndexOfAnyExceptInRange((byte)0, (byte)1) is >= 0 and var at
            ? $"Input '{info.Name}' has the value {tensor.Data.Span[at]} at element {at}: a BOOL is 0 or 1."
            : null;
    }

    private static string? CheckStrings(string name, ReadOnlySpan<byte> data, long elements)
    {
        for (long i = 0; i < elements; i++)
        {
            if (data.Length < 4)
                return $"Input '{name}' ends at element {i} of {elements}.";
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(data);
            if (length > (uint)data.Length - 4)
                return $"Input '{name}', element {i}: its length of {length} bytes is more than what is left.";
            var text = data.Slice(4, (int)length);
            if (!Utf8.IsValid(text))
                return $"Input '{name}', element {i} is not valid UTF-8.";
            data = data[(4 + (int)length)..];
        }
        return data.IsEmpty ? null : $"Input '{name}' has {data.Length} bytes after its {elements} elements.";
    }
}
