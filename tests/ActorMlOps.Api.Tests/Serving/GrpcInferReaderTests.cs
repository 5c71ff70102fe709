using ActorMlOps.Api.Hosting;
using ActorMlOps.Api.Serving;
using ActorMlOps.Api.Serving.Wire;
using ActorMlOps.Client;
using ActorMlOps.Rollout;
using ActorMlOps.Serving;
using CsCheck;
using Google.Protobuf;
using Input = ActorMlOps.Api.Serving.Wire.ModelInferRequest.Types.InferInputTensor;

namespace ActorMlOps.Api.Tests.Serving;

public sealed class GrpcInferReaderTests
{
    private static readonly Gen<(TensorType Type, int[] Shape, bool Raw, ulong Seed)> Tensors = Gen.Select(
        Gen.Int[1, 13].Select(t => (TensorType)t), Gen.Int[0, 4].Array[0, 4], Gen.Bool, Gen.ULong);

    [Fact]
    public void WriteThenRead_AnyTensorOfAnyTypeOverTheWire_IsTheSame() => Tensors.Sample(tensor =>
    {
        var (type, shape, raw, seed) = tensor;
        var data = RandomTensor.Data(type, shape.Aggregate(1, (a, b) => a * b), new Random((int)seed));
        var answer = new InferAnswer(
            "m", "r1", new Prediction(new(1, [new("x", type, shape, data)]), "3", 7, VariantRole.Canary, true),
            [new(new("x", type, shape, data), false)], BatchMode.Whole);

        var written = ModelInferResponse.Parser.ParseFrom(GrpcInferWriter.Write(answer, raw).ToByteArray());
        var output = Assert.Single(written.Outputs);
        Assert.Equal(raw || type == TensorType.Fp16 ? 1 : 0, written.RawOutputContents.Count);
        var request = new ModelInferRequest
        {
            Inputs = { new Input { Name = "x", Datatype = output.Datatype, Shape = { output.Shape }, Contents = output.Contents } },
            RawInputContents = { written.RawOutputContents },
        };
        var read = GrpcInferReader.Read(ModelInferRequest.Parser.ParseFrom(request.ToByteArray())).Inputs.Single();

        Assert.Equal(type, read.Type);
        Assert.Equal(shape, read.Shape);
        Assert.Equal(data, read.Data.ToArray());
    });

    [Fact]
    public void Read_RandomMessages_NeverThrowsAnythingElse() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        try
        {
            GrpcInferReader.Read(ModelInferRequest.Parser.ParseFrom(bytes));
        }
        catch (Exception e) when (e is RequestException or InvalidProtocolBufferException)
        {
        }
    });

    [Fact]
    public void Read_RawContents_AreNotCopied()
    {
        var raw = ByteString.CopyFrom(new byte[8]);

        var read = GrpcInferReader.Read(Raw("FP32", [1, 2], raw)).Inputs.Single();

        Assert.True(read.Data.Equals(raw.Memory));
    }

    [Fact]
    public void Read_Parameters_AreTakenFromEitherIntegerAndOthersIgnored()
    {
        var request = Raw("UINT8", [1], ByteString.CopyFrom(1));
        request.Id = "r1";
        request.Parameters["unit_id"] = new() { StringParam = "u7" };
        request.Parameters["timeout"] = new() { Uint64Param = 250_000 };
        request.Parameters["priority"] = new() { DoubleParam = 1 };
        request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "y" });

        var read = GrpcInferReader.Read(request);

        Assert.Equal(("r1", new InferParameters("u7", TimeSpan.FromMilliseconds(250))), (read.Id, read.Parameters));
        Assert.Equal([new("y")], read.Outputs!);
    }

    public static TheoryData<string, byte[]> Bad => new()
    {
        { "'inputs' has 0 elements", new ModelInferRequest().ToByteArray() },
        { "'inputs[0].name' is missing", new ModelInferRequest { Inputs = { new Input() } }.ToByteArray() },
        { "Input 'x': 'datatype' \"FLOAT\" is none of", Typed("FLOAT", [1], new()).ToByteArray() },
        { "Input 'x': 'shape[1]' must be", Typed("FP32", [1, -1], new()).ToByteArray() },
        { "Input 'x': 'shape[0]' must be", Typed("FP32", [1L << 31], new()).ToByteArray() },
        { "Input 'x': 'shape' has more than 32", Typed("FP32", [.. Enumerable.Repeat(1L, 33)], new()).ToByteArray() },
        { "Input 'x': 'contents.fp32_contents' has 1 values; its shape [2] needs 2", Typed("FP32", [2], new() { Fp32Contents = { 1 } }).ToByteArray() },
        { "Input 'x': 'contents.fp32_contents' has 0 values", Typed("FP32", [1], null).ToByteArray() },
        { "Input 'x': FP32 values belong into 'contents.fp32_contents', not 'fp64_contents'", Typed("FP32", [1], new() { Fp64Contents = { 1 } }).ToByteArray() },
        { "Input 'x', element 1: 128 is not from -128 to 127", Typed("INT8", [2], new() { IntContents = { 1, 128 } }).ToByteArray() },
        { "Input 'x', element 0: 65536 is not from 0 to 65535", Typed("UINT16", [1], new() { UintContents = { 65536 } }).ToByteArray() },
        { "Input 'x': FP16 has no typed contents", Typed("FP16", [1], new()).ToByteArray() },
        { "Input 'x' has 'contents' beside 'raw_input_contents'", With(Typed("FP32", [1], new() { Fp32Contents = { 1 } }), new byte[4]).ToByteArray() },
        { "'raw_input_contents' has 2 elements, 'inputs' has 1", With(Typed("FP32", [1], null), new byte[4], new byte[4]).ToByteArray() },
        { "Input 'x': its raw content is 3 bytes; its shape [1] of FP32 needs 4", Raw("FP32", [1], ByteString.CopyFrom(new byte[3])).ToByteArray() },
        { "Input 'x', element 0: its length is 9, but 1 bytes are left", Raw("BYTES", [1], ByteString.CopyFrom(9, 0, 0, 0, 65)).ToByteArray() },
        { "Input 'x': its shape [2147483647, 2147483647] has more", Raw("FP32", [int.MaxValue, int.MaxValue], ByteString.CopyFrom(new byte[4])).ToByteArray() },
        { "'parameters.timeout' must be a whole number", WithParameter("timeout", new() { DoubleParam = 1 }).ToByteArray() },
        { "'parameters.timeout' must be a whole number", WithParameter("timeout", new() { Uint64Param = ulong.MaxValue }).ToByteArray() },
        { "'parameters.unit_id' must be a string_param", WithParameter("unit_id", new() { Int64Param = 1 }).ToByteArray() },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Read_BadRequest_IsRefusedWithTheFieldAndTheRemedy(string expected, byte[] request)
    {
        var refused = Assert.Throws<RequestException>(() => GrpcInferReader.Read(ModelInferRequest.Parser.ParseFrom(request)));

        Assert.StartsWith(expected, refused.Message, StringComparison.Ordinal);
        Assert.Equal(400, refused.Status);
    }

    private static ModelInferRequest Typed(string type, long[] shape, InferTensorContents? contents) =>
        new() { Inputs = { new Input { Name = "x", Datatype = type, Shape = { shape }, Contents = contents } } };

    private static ModelInferRequest Raw(string type, long[] shape, ByteString raw)
    {
        var request = Typed(type, shape, null);
        request.RawInputContents.Add(raw);
        return request;
    }

    private static ModelInferRequest With(ModelInferRequest request, params byte[][] raw)
    {
        request.RawInputContents.Add(raw.Select(r => ByteString.CopyFrom(r)));
        return request;
    }

    private static ModelInferRequest WithParameter(string name, InferParameter value)
    {
        var request = Typed("FP32", [1], new() { Fp32Contents = { 1 } });
        request.Parameters[name] = value;
        return request;
    }
}
