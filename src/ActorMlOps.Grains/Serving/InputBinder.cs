using ActorMlOps.Inference;
using ActorMlOps.Serving;
using BatchMode = ActorMlOps.Serving.BatchMode;
using ModelSignature = ActorMlOps.Serving.ModelSignature;
using TensorType = ActorMlOps.Serving.TensorType;

namespace ActorMlOps.Grains.Serving;

/// <summary>Puts a request's tensors into the order of the signature, or says what does not fit.</summary>
internal sealed class InputBinder(ModelSignature signature)
{
    /// <returns>The tensors, or null and a message that names the input.</returns>
    public (TensorData[]? Inputs, string? Error) Bind(TensorBatch batch)
    {
        if (batch.Rows < 1)
            return (null, "The request has no rows.");
        if (signature.Batch == BatchMode.Whole && batch.Rows != 1)
            return (null, "The model has no batch dimension: send one row a request.");
        var bound = new TensorData[signature.Inputs.Length];
        for (var i = 0; i < bound.Length; i++)
        {
            var spec = signature.Inputs[i];
            if (Find(batch.Tensors, spec.Name, i) is not { } tensor)
                return (null, $"Input '{spec.Name}' is missing. The model takes: {signature.DescribeInputs()}.");
            if (Check(spec, tensor, batch.Rows) is { } error)
                return (null, error);
            bound[i] = new(tensor.Data, tensor.RowShape);
        }
        if (batch.Tensors.Length == bound.Length)
            return (bound, null);
        var unknown = Array.Find(batch.Tensors, t => !Array.Exists(signature.Inputs, s => s.Name == t.Name));
        return (null, unknown is null
            ? "An input is given more than once."
            : $"The model has no input '{unknown.Name}'. It takes: {signature.DescribeInputs()}.");
    }

    private static Tensor? Find(Tensor[] tensors, string name, int likely) =>
        likely < tensors.Length && tensors[likely].Name == name ? tensors[likely] : Array.Find(tensors, t => t.Name == name);

    private string? Check(TensorSpec spec, Tensor tensor, int rows)
    {
        if (tensor.Type != spec.Type)
            return $"Input '{spec.Name}' must be {spec.Type.Name()}, not {tensor.Type.Name()}.";
        var shape = signature.RowShape(spec);
        if (!Fits(shape, tensor.RowShape))
            return $"Input '{spec.Name}' must have rows of shape [{string.Join(", ", shape.ToArray())}], not [{string.Join(", ", tensor.RowShape)}].";
        long elements = rows;
        foreach (var d in tensor.RowShape)
        {
            // At every step: the product of hostile dimensions would wrap round to one that fits.
            elements *= d;
            if (elements > int.MaxValue)
                return $"Input '{spec.Name}' is too large.";
        }
        return tensor.Type == TensorType.Bytes
            ? CheckText(spec.Name, tensor.Data.Span, (int)elements)
            : tensor.Data.Length == elements * tensor.Type.Size()
                ? null
                : $"Input '{spec.Name}' holds {tensor.Data.Length} bytes; its shape needs {elements * tensor.Type.Size()}.";
    }

    private static bool Fits(ReadOnlySpan<int> declared, int[] given)
    {
        if (declared.Length != given.Length)
            return false;
        for (var d = 0; d < given.Length; d++)
        {
            if (given[d] < 0 || (declared[d] >= 0 && declared[d] != given[d]))
                return false;
        }
        return true;
    }

    private static string? CheckText(string name, ReadOnlySpan<byte> data, int elements)
    {
        long at = 0;
        for (var i = 0; i < elements; i++)
        {
            if (at + 4 > data.Length)
                return $"Input '{name}' ends within element {i} of {elements}.";
            at += 4L + System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(data[(int)at..]);
            if (at > data.Length)
                return $"Input '{name}': element {i} is longer than the data.";
        }
        return at == data.Length ? null : $"Input '{name}' has data left after its {elements} elements.";
    }
}
