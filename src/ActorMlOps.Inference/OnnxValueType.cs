using System.Text;

namespace ActorMlOps.Inference;

/// <summary>Declared type of a graph input or output (ONNX ValueInfoProto, TypeProto).</summary>
/// <param name="Description">In words, e.g. "sequence of maps"; "tensor" for dense ones and undeclared types.</param>
/// <param name="IsDense">Whether it is a dense tensor, or undeclared.</param>
/// <param name="HasShape">Whether a number of dimensions is declared.</param>
/// <param name="LargestDimension">Of those that are declared by a number; 0 if there is none.</param>
internal readonly record struct OnnxValueType(string Description, bool IsDense, bool HasShape, ulong LargestDimension = 0)
{
    private static readonly (string One, string Many) Tensor = ("tensor", "tensors");

    public static void ReadInto(Dictionary<string, OnnxValueType> values, ReadOnlySpan<byte> valueInfo)
    {
        string name = "";
        var type = new OnnxValueType("tensor", true, false);
        var fields = new ProtoReader(valueInfo);
        while (fields.Read())
        {
            if (fields.Field == 1)
                name = Encoding.UTF8.GetString(fields.Bytes);
            else if (fields.Field == 2)
                type = ReadType(fields.Bytes);
        }
        values[name] = type;
    }

    private static OnnxValueType ReadType(ReadOnlySpan<byte> type)
    {
        var fields = new ProtoReader(type);
        while (fields.Read())
        {
            if (fields.Field == 1)
                return ReadTensor(fields.Bytes);
            if (fields.Field is 4 or 5 or 8 or 9)
                return new OnnxValueType(Describe(type, 0).One, false, false);
        }
        return new OnnxValueType(Tensor.One, true, false);
    }

    private static (string One, string Many) Describe(ReadOnlySpan<byte> type, int depth)
    {
        var fields = new ProtoReader(type);
        while (depth < 8 && fields.Read())
        {
            switch (fields.Field)
            {
                case 1:
                    return Tensor;
                case 4:
                    string of = Describe(Element(fields.Bytes), depth + 1).Many;
                    return ($"sequence of {of}", $"sequences of {of}");
                case 5:
                    return ("map", "maps");
                case 8:
                    return ("sparse tensor", "sparse tensors");
                case 9:
                    string what = Describe(Element(fields.Bytes), depth + 1).One;
                    return ($"optional {what}", $"optional {what}s");
            }
        }
        return Tensor;
    }

    private static ReadOnlySpan<byte> Element(ReadOnlySpan<byte> sequence)
    {
        var fields = new ProtoReader(sequence);
        while (fields.Read())
            if (fields.Field == 1)
                return fields.Bytes;
        return default;
    }

    private static OnnxValueType ReadTensor(ReadOnlySpan<byte> tensor)
    {
        bool hasShape = false;
        ulong largest = 0;
        var fields = new ProtoReader(tensor);
        while (fields.Read())
        {
            if (fields.Field != 2)
                continue;
            hasShape = true;
            var dimensions = new ProtoReader(fields.Bytes);
            while (dimensions.Read())
                largest = Math.Max(largest, Dimension(dimensions.Bytes));
        }
        return new OnnxValueType(Tensor.One, true, hasShape, largest);
    }

    // A negative number stands for a variable dimension, as a name does.
    private static ulong Dimension(ReadOnlySpan<byte> dimension)
    {
        ulong value = 0;
        var fields = new ProtoReader(dimension);
        while (fields.Read())
            if (fields.Field == 1)
                value = (long)fields.Number < 0 ? 0 : fields.Number;
        return value;
    }
}
