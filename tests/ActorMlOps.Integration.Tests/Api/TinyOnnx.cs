using System.Text;

namespace ActorMlOps.Integration.Tests.Api;

/// <summary>Writes ONNX files of one operator by hand (field numbers: onnx/onnx.proto).</summary>
internal static class TinyOnnx
{
    /// <summary>TensorProto.DataType, by position.</summary>
    private static readonly string[] ElementTypes =
        ["", "FP32", "UINT8", "INT8", "UINT16", "INT16", "INT32", "INT64", "BYTES", "BOOL", "FP16", "FP64", "UINT32", "UINT64"];

    /// <summary>y = x.</summary>
    /// <param name="shape">-1 is a variable dimension.</param>
    public static byte[] Identity(string type, params int[] shape) =>
        Model([Text(1, "x"), Text(2, "y"), Text(4, "Identity")], [], Value(11, "x", type, shape), Value(12, "y", type, shape));

    /// <summary>y = [10, 20, 30][x]: fails for other indices than -3 to 2.</summary>
    public static byte[] Gather()
    {
        byte[] table = [.. Varint(1, 3), .. Varint(2, 1), .. Message(4, [.. new[] { 10f, 20f, 30f }.SelectMany(BitConverter.GetBytes)]), .. Text(8, "table")];
        return Model(
            [Text(1, "table"), Text(1, "x"), Text(2, "y"), Text(4, "Gather")],
            Message(5, table), Value(11, "x", "INT64", [-1, 1]), Value(12, "y", "FP32", [-1, 1]));
    }

    private static byte[] Model(byte[][] node, byte[] initializer, byte[] input, byte[] output)
    {
        byte[] graph = [.. Message(1, [.. node.SelectMany(f => f)]), .. Text(2, "g"), .. initializer, .. input, .. output];
        return [.. Varint(1, 8), .. Message(7, graph), .. Message(8, [.. Text(1, ""), .. Varint(2, 13)])];
    }

    private static byte[] Value(int field, string name, string type, int[] shape)
    {
        byte[] dimensions = [.. shape.SelectMany(d => Message(1, d < 0 ? Text(2, "N") : Varint(1, d)))];
        byte[] tensor = [.. Varint(1, Array.IndexOf(ElementTypes, type)), .. Message(2, dimensions)];
        return Message(field, [.. Text(1, name), .. Message(2, Message(1, tensor))]);
    }

    private static byte[] Text(int field, string text) => Message(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Message(int field, byte[] content) => [.. Number((field << 3) | 2), .. Number(content.Length), .. content];

    private static byte[] Varint(int field, int value) => [.. Number(field << 3), .. Number(value)];

    private static IEnumerable<byte> Number(int value)
    {
        for (; value > 127; value >>= 7)
            yield return (byte)(value | 128);
        yield return (byte)value;
    }
}
