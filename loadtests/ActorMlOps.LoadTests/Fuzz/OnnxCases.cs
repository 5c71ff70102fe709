using System.Text;

namespace ActorMlOps.LoadTests.Fuzz;

/// <summary>
/// Registrations of model files: damaged ones, and graphs of one operator with types and sizes that do not fit. What is accepted is
/// retired again.
/// </summary>
internal sealed class OnnxCases(IReadOnlyList<FuzzModel> models) : IFuzzGenerator
{
    /// <summary>Has a valid version already, which keeps the traffic.</summary>
    public const string Model = "fuzz.files";

    private const int SmallBytes = 8_192;
    private const int MostType = 23;

    private static readonly string[] Operators =
    [
        "Identity", "Gather", "Reshape", "Expand", "Tile", "ConstantOfShape", "Range", "Pad", "Resize", "Concat", "MatMul", "Gemm", "Conv",
        "Cast", "Slice", "Squeeze", "Unsqueeze", "TopK", "OneHot", "Loop", "If", "Scan", "SequenceEmpty", "NonZero", "StringNormalizer",
        "RandomNormal", "Nothing", "",
    ];

    private readonly byte[][] _files = [.. models.Select(m => m.File).Where(f => f.Length <= SmallBytes)];

    public string Kind => "onnx";

    public FuzzCase Next(long number, Random random)
    {
        var file = random.Next(3) == 0 ? Graph(random) : _files[random.Next(_files.Length)];
        if (random.Next(4) > 0)
            file = ByteMutator.Mutate(file, random);
        var form = new FormData();
        form.Add("model", "model.onnx", file);
        if (random.Next(4) == 0)
            form.Add("config", "config.json", Config(random));
        var path = $"/api/models/{Model}/versions/c{number}";
        return new(Kind, number, HttpMethod.Put, path, form.ContentType, form.Body()) { Undo = path };
    }

    private static byte[] Config(Random random)
    {
        const string Valid = """
            {"task":"binary","features":[{"name":"a","input":"features","column":0,"kind":"numeric"}],
             "output":{"label":"label","scores":"probabilities","positiveClass":"1","threshold":0.5},"engine":{"maxBatch":8}}
            """;
        return random.Next(2) == 0 ? JsonMutator.Mutate(Valid, random) : ByteMutator.Mutate(Encoding.UTF8.GetBytes(Valid), random);
    }

    private static byte[] Graph(Random random)
    {
        var values = new byte[random.Next(40)];
        random.NextBytes(values);
        string[] inputs = ["x", .. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(3) == 0 ? "" : "c")];
        byte[] graph =
        [
            .. OnnxWriter.Node(Operators[random.Next(Operators.Length)], inputs, ["y"]),
            .. OnnxWriter.Text(2, "g"),
            .. OnnxWriter.Initializer("c", random.Next(MostType), Shape(random), values),
            .. OnnxWriter.Input("x", random.Next(MostType), Shape(random)),
            .. OnnxWriter.Output("y", random.Next(MostType), Shape(random)),
        ];
        return OnnxWriter.Model(graph, random.Next(8) == 0 ? random.Next(40) : 13);
    }

    private static long[] Shape(Random random) =>
        [.. Enumerable.Range(0, random.Next(5)).Select(_ => random.Next(3) == 0 ? BinaryCases.Dimension(random) : random.Next(-1, 4))];
}
