using System.Text.Json;

namespace ActorMlOps.Inference.Tests.Support;

/// <summary>Rows and the answers that a model must give to them, from its <c>expected.json</c>.</summary>
internal sealed class ExpectedAnswers
{
    private readonly ModelSignature _signature;
    private readonly TensorData[] _inputs;
    private readonly JsonElement[] _outputs;
    private readonly double _tolerance;

    public ExpectedAnswers(string model, ModelSignature signature)
    {
        using var document = JsonDocument.Parse(Material.Text(model, "expected.json"));
        var root = document.RootElement.Clone();
        _signature = signature;
        Rows = root.GetProperty("rows").GetInt32();
        _tolerance = root.GetProperty("tolerance_abs").GetDouble();
        _inputs = [.. signature.Inputs.Select(i => Input(i, Named(root, "inputs", i.Name)))];
        _outputs = [.. signature.Outputs.Select(o => Named(root, "outputs", o.Name).GetProperty("data"))];
    }

    public int Rows { get; }

    public TensorData[] Inputs(int first, int rows) => [.. _inputs.Select((input, i) =>
        TensorRows.Slice(_signature.Inputs[i].Type, input with { RowShape = _signature.RowShape(i).ToArray() }, first, rows))];

    /// <summary>Fails where an output of rows from <paramref name="first"/> differs by more than the tolerance.</summary>
    public void AssertEqual(int first, int rows, TensorData[] outputs)
    {
        Assert.Equal(_outputs.Length, outputs.Length);
        for (int o = 0; o < outputs.Length; o++)
        {
            var info = _signature.Outputs[o];
            int width = _outputs[o].GetArrayLength() / Rows;
            double[] values = Numbers(info.Type, outputs[o]);
            Assert.Equal(rows * width, values.Length);
            for (int i = 0; i < values.Length; i++)
            {
                double expected = _outputs[o][(first * width) + i].GetDouble();
                double allowed = info.Type == TensorType.Int64 ? 0 : _tolerance;
                Assert.True(Math.Abs(expected - values[i]) <= allowed, $"{info}, element {i} from row {first}: {values[i]}, expected {expected}");
            }
        }
    }

    private static double[] Numbers(TensorType type, TensorData data) => type switch
    {
        TensorType.Fp32 => Array.ConvertAll(data.Values<float>(), v => (double)v),
        TensorType.Int64 => Array.ConvertAll(data.Values<long>(), v => (double)v),
        _ => throw new NotSupportedException($"No expected answer is {type}."),
    };

    private static TensorData Input(TensorInfo info, JsonElement tensor)
    {
        Assert.Equal(info.Type.ProtocolName(), tensor.GetProperty("datatype").GetString());
        var data = tensor.GetProperty("data").EnumerateArray();
        return info.Type switch
        {
            TensorType.Fp32 => Tensors.Of<float>([.. data.Select(v => v.GetSingle())]),
            TensorType.Int64 => Tensors.Of<long>([.. data.Select(v => v.GetInt64())]),
            TensorType.Bytes => Tensors.Texts(data.Select(v => v.GetString()!)),
            _ => throw new NotSupportedException($"No model of the material takes {info.Type}."),
        };
    }

    private static JsonElement Named(JsonElement root, string list, string name) =>
        root.GetProperty(list).EnumerateArray().Single(t => t.GetProperty("name").GetString() == name);
}
