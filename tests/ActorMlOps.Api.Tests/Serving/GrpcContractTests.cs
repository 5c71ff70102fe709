using ActorMlOps.Api.Serving.Wire;
using Google.Protobuf.Reflection;

namespace ActorMlOps.Api.Tests.Serving;

/// <summary>The protocol's own numbers, written down apart from the .proto: other clients are built from its public form.</summary>
public sealed class GrpcContractTests
{
    private static FileDescriptor File => OpenInferenceReflection.Descriptor;

    [Fact]
    public void Service_IsTheProtocols()
    {
        var service = Assert.Single(File.Services);

        Assert.Equal("inference.GRPCInferenceService", service.FullName);
        Assert.Equal(
            ["ServerLive", "ServerReady", "ModelReady", "ServerMetadata", "ModelMetadata", "ModelInfer", "RepositoryIndex", "RepositoryModelLoad", "RepositoryModelUnload"],
            service.Methods.Select(m => m.Name));
        Assert.All(service.Methods, m => Assert.Equal(($"inference.{m.Name}Request", $"inference.{m.Name}Response"), (m.InputType.FullName, m.OutputType.FullName)));
    }

    [Theory]
    [InlineData("ServerLiveResponse", "live Bool 1")]
    [InlineData("ServerReadyResponse", "ready Bool 1")]
    [InlineData("ModelReadyRequest", "name String 1, version String 2")]
    [InlineData("ModelReadyResponse", "ready Bool 1")]
    [InlineData("ServerMetadataResponse", "name String 1, version String 2, extensions String* 3")]
    [InlineData("ModelMetadataRequest", "name String 1, version String 2")]
    [InlineData("ModelMetadataResponse", "name String 1, versions String* 2, platform String 3, inputs Message* 4, outputs Message* 5, properties Message* 6")]
    [InlineData("ModelMetadataResponse.TensorMetadata", "name String 1, datatype String 2, shape Int64* 3")]
    [InlineData("InferParameter", "bool_param Bool 1, int64_param Int64 2, string_param String 3, double_param Double 4, uint64_param UInt64 5")]
    [InlineData("InferTensorContents", "bool_contents Bool* 1, int_contents Int32* 2, int64_contents Int64* 3, uint_contents UInt32* 4, uint64_contents UInt64* 5, fp32_contents Float* 6, fp64_contents Double* 7, bytes_contents Bytes* 8")]
    [InlineData("ModelInferRequest", "model_name String 1, model_version String 2, id String 3, parameters Message* 4, inputs Message* 5, outputs Message* 6, raw_input_contents Bytes* 7")]
    [InlineData("ModelInferRequest.InferInputTensor", "name String 1, datatype String 2, shape Int64* 3, parameters Message* 4, contents Message 5")]
    [InlineData("ModelInferRequest.InferRequestedOutputTensor", "name String 1, parameters Message* 2")]
    [InlineData("ModelInferResponse", "model_name String 1, model_version String 2, id String 3, parameters Message* 4, outputs Message* 5, raw_output_contents Bytes* 6")]
    [InlineData("ModelInferResponse.InferOutputTensor", "name String 1, datatype String 2, shape Int64* 3, parameters Message* 4, contents Message 5")]
    [InlineData("ModelRepositoryParameter", "bool_param Bool 1, int64_param Int64 2, string_param String 3, bytes_param Bytes 4")]
    [InlineData("RepositoryIndexRequest", "repository_name String 1, ready Bool 2")]
    [InlineData("RepositoryIndexResponse", "models Message* 1")]
    [InlineData("RepositoryIndexResponse.ModelIndex", "name String 1, version String 2, state String 3, reason String 4")]
    [InlineData("RepositoryModelLoadRequest", "repository_name String 1, model_name String 2, parameters Message* 3")]
    [InlineData("RepositoryModelUnloadRequest", "repository_name String 1, model_name String 2, parameters Message* 3")]
    public void Message_HasTheProtocolsNamesTypesAndNumbers(string message, string fields)
    {
        var parts = message.Split('.');
        var descriptor = parts.Skip(1).Aggregate(File.MessageTypes.Single(m => m.Name == parts[0]), (m, part) => m.NestedTypes.Single(n => n.Name == part));

        Assert.Equal(fields, string.Join(", ", descriptor.Fields.InDeclarationOrder()
            .Select(f => $"{f.Name} {f.FieldType}{(f.IsRepeated ? "*" : "")} {f.FieldNumber}")));
    }
}
