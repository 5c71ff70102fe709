namespace ActorMlOps.Inference.Tests.Support;

/// <summary>The model files that travel with the tests.</summary>
internal static class Material
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Material");

    public static byte[] Model(string name) => File.ReadAllBytes(Path.Combine(Root, name, "model.onnx"));

    public static byte[] Refused(string name) => File.ReadAllBytes(Path.Combine(Root, "must_be_refused", name + ".onnx"));

    public static string Text(string model, string file) => File.ReadAllText(Path.Combine(Root, model, file));

    /// <summary>Models with an <c>expected.json</c>, as <c>model/version</c>.</summary>
    public static IEnumerable<string> Answered { get; } =
        [.. Directory.GetFiles(Root, "expected.json", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, Path.GetDirectoryName(f)!).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    public static OnnxEngine Load(string name, EngineOptions? options = null) => OnnxModel.Load(Model(name), options ?? new EngineOptions());
}
