using System.Text;

namespace ActorMlOps.LoadTests.Fuzz;

/// <summary>Writes ONNX files field by field (numbers: onnx/onnx.proto), valid or not.</summary>
internal static class OnnxWriter
{
    public static byte[] Model(byte[] graph, int opset) =>
        [.. Varint(1, 8), .. Message(7, graph), .. Message(8, [.. Text(1, ""), .. Varint(2, opset)])];

    public static byte[] Node(string operation, IEnumerable<string> inputs, IEnumerable<string> outputs) =>
        Message(1, [.. inputs.SelectMany(i => Text(1, i)), .. outputs.SelectMany(o => Text(2, o)), .. Text(4, operation)]);

    /// <param name="type">TensorProto.DataType.</param>
    public static byte[] Initializer(string name, int type, long[] shape, byte[] raw) =>
        Message(5, [.. shape.SelectMany(d => Varint(1, d)), .. Varint(2, type), .. Text(8, name), .. Message(9, raw)]);

    public static byte[] Input(string name, int type, long[] shape) => Value(11, name, type, shape);

    public static byte[] Output(string name, int type, long[] shape) => Value(12, name, type, shape);

    public static byte[] Text(int field, string text) => Message(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Value(int field, string name, int type, long[] shape)
    {
        byte[] dimensions = [.. shape.SelectMany(d => Message(1, d == -1 ? Text(2, "N") : Varint(1, d)))];
        return Message(field, [.. Text(1, name), .. Message(2, Message(1, [.. Varint(1, type), .. Message(2, dimensions)]))]);
    }

    private static byte[] Message(int field, byte[] content) =>
        [.. Number((ulong)((field << 3) | 2)), .. Number((ulong)content.Length), .. content];

    private static byte[] Varint(int field, long value) => [.. Number((ulong)(field << 3)), .. Number((ulong)value)];

    private static IEnumerable<byte> Number(ulong value)
    {
        for (; value > 127; value >>= 7)
            yield return (byte)(value | 128);
        yield return (byte)value;
    }
}
