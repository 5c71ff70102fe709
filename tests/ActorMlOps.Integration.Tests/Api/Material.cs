using System.Text.Json.Nodes;

namespace ActorMlOps.Integration.Tests.Api;

/// <summary>The models of Material/.</summary>
internal static class Material
{
    private static string Root => Path.Combine(AppContext.BaseDirectory, "Material");

    public static byte[] Model(string model, string version) => File.ReadAllBytes(Path.Combine(Root, "Models", model, version, "model.onnx"));

    public static JsonNode Expected(string model, string version) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Root, "Models", model, version, "expected.json")))!;

    public static IEnumerable<(string Model, string Version)> WithExpectations() =>
        Directory.GetFiles(Path.Combine(Root, "Models"), "expected.json", SearchOption.AllDirectories)
            .Select(f => f.Split(Path.DirectorySeparatorChar))
            .Select(p => (p[^3], p[^2]))
            .Order();

    public static IEnumerable<string> MustBeRefused() =>
        Directory.GetFiles(Path.Combine(Root, "MustBeRefused"), "*.onnx").Select(f => Path.GetFileName(f)!).Order();

    public static byte[] Refused(string file) => File.ReadAllBytes(Path.Combine(Root, "MustBeRefused", file));
}
