using System.Text;

namespace ActorMlOps.Inference.Tests.Support;

/// <summary>Writes small ONNX files field by field (onnx/onnx.proto), valid ones and others.</summary>
internal sealed class OnnxBuilder
{
    public const int Float = 1, UInt8 = 2, Int8 = 3, UInt16 = 4, Int16 = 5, Int32 = 6, Int64 = 7, String = 8, Bool = 9, Float16 = 10,
        Double = 11, UInt32 = 12, UInt64 = 13, Complex64 = 14, BFloat16 = 16;

    private readonly List<byte> _graph = [.. Field(2, "g")];
    private readonly List<byte> _model = [0x08, 8];
    private readonly HashSet<string> _domains = [];

    public OnnxBuilder Node(string op, string[] inputs, string[] outputs, string domain = "", params byte[][] attributes)
    {
        Add(1, NodeBytes(op, inputs, outputs, domain, attributes));
        return this;
    }

    /// <summary>A null shape declares none; a dimension below 0 is a named one.</summary>
    public OnnxBuilder Input(string name, int type, params long[]? shape) => Add(11, ValueInfo(name, TensorType(type, shape)));

    public OnnxBuilder Output(string name, int type, params long[]? shape) => Add(12, ValueInfo(name, TensorType(type, shape)));

    public OnnxBuilder OutputOfType(string name, byte[] type) => Add(12, ValueInfo(name, type));

    public OnnxBuilder InputOfType(string name, byte[] type) => Add(11, ValueInfo(name, type));

    public OnnxBuilder Initialiser(byte[] tensor) => Add(5, tensor);

    /// <summary>A further field of the graph.</summary>
    public OnnxBuilder Add(int field, byte[] value)
    {
        _graph.AddRange(Field(field, value));
        return this;
    }

    /// <summary>A further field of the model.</summary>
    public OnnxBuilder Model(int field, byte[] value)
    {
        _model.AddRange(Field(field, value));
        return this;
    }

    public OnnxBuilder Import(string domain)
    {
        _domains.Add(domain);
        return this;
    }

    public byte[] Build()
    {
        var model = new List<byte>(_model);
        model.AddRange(Field(7, [.. _graph]));
        model.AddRange(Field(8, [.. Field(1, ""), .. Field(2, 17)]));
        foreach (var domain in _domains)
            model.AddRange(Field(8, [.. Field(1, domain), .. Field(2, 1)]));
        return [.. model];
    }

    /// <summary>One input x, one output y = x.</summary>
    public static byte[] Identity(int type, params long[] shape) =>
        new OnnxBuilder().Node("Identity", ["x"], ["y"]).Input("x", type, shape).Output("y", type, shape).Build();

    /// <summary>y[r] = table[x[r]]: fails on rows whose index is outside the table of 3 floats 10, 20, 30.</summary>
    public static byte[] LookUp() => new OnnxBuilder()
        .Node("Gather", ["table", "x"], ["y"])
        .Initialiser(Floats("table", 10, 20, 30))
        .Input("x", Int64, -1).Output("y", Float, -1).Build();

    public static byte[] NodeBytes(string op, string[] inputs, string[] outputs, string domain = "", params byte[][] attributes)
    {
        var node = new List<byte>();
        foreach (var input in inputs)
            node.AddRange(Field(1, input));
        foreach (var output in outputs)
            node.AddRange(Field(2, output));
        node.AddRange(Field(4, op));
        foreach (var attribute in attributes)
            node.AddRange(Field(5, attribute));
        if (domain.Length > 0)
            node.AddRange(Field(7, domain));
        return [.. node];
    }

    public static byte[] Floats(string name, params float[] values) =>
        [.. Field(1, values.Length), .. Field(2, Float), .. Field(8, name), .. Field(9, Tensors.Of<float>(values).Data.ToArray())];

    /// <summary>A tensor whose 12 bytes lie in another file.</summary>
    public static byte[] External(string name, string location) =>
        [.. Field(1, 3), .. Field(2, Float), .. Field(8, name), .. Field(13, [.. Field(1, "location"), .. Field(2, location)]), .. Field(14, 1)];

    public static byte[] IntAttribute(string name, long value) => [.. Field(1, name), .. Field(3, value), .. Field(20, 2)];

    public static byte[] TensorAttribute(string name, byte[] tensor) => [.. Field(1, name), .. Field(5, tensor), .. Field(20, 4)];

    public static byte[] GraphAttribute(string name, byte[] graph) => [.. Field(1, name), .. Field(6, graph), .. Field(20, 5)];

    public static byte[] TensorType(int type, long[]? shape)
    {
        var tensor = new List<byte>(Field(1, type));
        if (shape is not null)
            tensor.AddRange(Field(2, [.. shape.SelectMany((d, i) => Field(1, d < 0 ? Field(2, i == 0 ? "N" : $"d{i}") : Field(1, d)))]));
        return Field(1, [.. tensor]);
    }

    public static byte[] TextsAttribute(string name, params string[] values) =>
        [.. Field(1, name), .. values.SelectMany(v => Field(9, v)), .. Field(20, 8)];

    public static byte[] IntsAttribute(string name, params long[] values) =>
        [.. Field(1, name), .. values.SelectMany(v => Field(8, v)), .. Field(20, 7)];

    /// <summary>sequence(map(key, tensor(float))), as ZipMap gives it.</summary>
    public static byte[] SequenceOfMaps(int key) => Field(4, Field(1, Field(5, [.. Field(1, key), .. Field(2, TensorType(Float, null))])));

    /// <summary>y = x, INT64 scalars, counted up in a loop of x rounds.</summary>
    public static byte[] CountTo() => Loop(["x", "yes", "zero"], []).Node("Sub", ["x", "x"], ["zero"]).Build();

    /// <summary>Adds 1 to INT64 [-1] for ever.</summary>
    public static byte[] EndlessLoop() => Loop(["", "yes", "x"], -1).Build();

    public static byte[] Field(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    public static byte[] Field(int number, byte[] bytes) => [.. Varint(((ulong)number << 3) | 2), .. Varint((ulong)bytes.Length), .. bytes];

    public static byte[] Field(int number, long value) => [.. Varint((ulong)number << 3), .. Varint((ulong)value)];

    private static OnnxBuilder Loop(string[] inputs, params long[] shape)
    {
        byte[] body =
        [
            .. Field(1, NodeBytes("Identity", ["going"], ["goes"])), .. Field(1, NodeBytes("Add", ["seen", "one"], ["next"])), .. Field(2, "body"),
            .. Field(11, ValueInfo("i", TensorType(Int64, []))), .. Field(11, ValueInfo("going", TensorType(Bool, []))),
            .. Field(11, ValueInfo("seen", TensorType(Int64, shape))),
            .. Field(12, ValueInfo("goes", TensorType(Bool, []))), .. Field(12, ValueInfo("next", TensorType(Int64, shape))),
        ];
        return new OnnxBuilder()
            .Node("Loop", inputs, ["y"], "", GraphAttribute("body", body))
            .Initialiser([.. Field(2, Int64), .. Field(8, "one"), .. Field(9, Tensors.Of(1L).Data.ToArray())])
            .Initialiser([.. Field(2, Bool), .. Field(8, "yes"), .. Field(9, new byte[] { 1 })])
            .Input("x", Int64, shape).Output("y", Int64, shape);
    }

    private static byte[] ValueInfo(string name, byte[] type) => [.. Field(1, name), .. Field(2, type)];

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
