using System.Text.Json.Serialization;
using ActorMlOps.Serving;

namespace ActorMlOps.Api.Serving;

internal sealed record ServerMetadata(string Name, string Version, string[] Extensions)
{
    public static ServerMetadata Own { get; } = new(
        "actormlops", typeof(ServerMetadata).Assembly.GetName().Version?.ToString(3) ?? "0", ["binary_tensor_data", "model_repository"]);
}

/// <param name="Shape">-1 is a variable dimension.</param>
internal sealed record TensorMetadata(string Name, string Datatype, int[] Shape)
{
    public static TensorMetadata Of(TensorSpec spec) => new(spec.Name, spec.Type.Name(), spec.Shape);
}

internal sealed record ModelMetadata(string Name, string[] Versions, string Platform, TensorMetadata[] Inputs, TensorMetadata[] Outputs)
{
    public const string Onnx = "onnx_onnxv1";
}

internal sealed record ModelReadiness(
    string Name, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Version, bool Ready);

internal sealed record RepositoryEntry(string Name, string Version, string State, string Reason);
