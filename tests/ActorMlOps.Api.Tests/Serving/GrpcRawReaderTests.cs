using ActorMlOps.Api.Hosting;
using ActorMlOps.Api.Serving;
using ActorMlOps.Api.Serving.Wire;
using ActorMlOps.Serving;
using CsCheck;
using Google.Protobuf;
using Input = ActorMlOps.Api.Serving.Wire.ModelInferRequest.Types.InferInputTensor;
using Output = ActorMlOps.Api.Serving.Wire.ModelInferRequest.Types.InferRequestedOutputTensor;

namespace ActorMlOps.Api.Tests.Serving;

public sealed class GrpcRawReaderTests
{
    private static readonly string[] Texts = ["", "x", "elec2", "Größe", "unit_id", "timeout", "receipts"];

    private static readonly Gen<string> Text = Gen.Int[0, Texts.Length - 1].Select(i => Texts[i]);

    private static readonly Gen<(int Seed, string Name, string Version, string Id)> Requests = Gen.Select(Gen.Int[0, int.MaxValue], Text, Text, Text);

    private static readonly Gen<(int At, byte Value, int How)[]> Changes = Gen.Select(Gen.Int[0, 400], Gen.Byte, Gen.Int[0, 3]).Array[1, 4];

    [Fact]
    public void Read_ValidRawRequestWithItsFieldsInAnyOrder_IsWhatTheMessageSays() => Requests.Sample(r =>
    {
        var random = new Random(r.Seed);
        var message = Message(r.Name, r.Version, r.Id, random);
        var bytes = Shuffled(message.ToByteArray(), random);
        var expected = GrpcInferReader.Read(ModelInferRequest.Parser.ParseFrom(bytes));

        var read = Read(bytes, out var head);

        Assert.NotNull(read);
        Assert.Equal((message.ModelName, message.ModelVersion), (head.Model, head.Version ?? ""));
        AssertSame(expected, read);
    });

    [Fact]
    public void Read_AnyDamagedRequest_IsLeftToTheOtherReaderOrReadAlike() => Gen.Select(Requests, Changes).Sample((r, changes) =>
    {
        var random = new Random(r.Seed);
        var bytes = Damaged(Message(r.Name, r.Version, r.Id, random).ToByteArray(), changes);

        AssertLeftOrAlike(bytes);
    }, iter: 50_000);

    [Fact]
    public void Read_RandomBytes_AreLeftToTheOtherReaderOrReadAlike() => Gen.Byte.Array[0, 80].Sample(AssertLeftOrAlike, iter: 50_000);

    [Fact]
    public void Read_CutOffAnywhere_IsLeftToTheOtherReaderOrReadAlike()
    {
        var bytes = Message("m", "1", "r1", new Random(7)).ToByteArray();

        for (var length = 0; length < bytes.Length; length++)
            AssertLeftOrAlike(bytes[..length]);
    }

    [Fact]
    public void Read_ScalarsAndParametersThatAreThereTwice_AreTheLast()
    {
        var first = Message("first", "1", "r1", new Random(1));
        first.Parameters.Clear();
        first.Parameters["unit_id"] = new() { StringParam = "u1" };
        var last = new ModelInferRequest { ModelName = "last", ModelVersion = "2", Id = "r2", Parameters = { ["unit_id"] = new() { StringParam = "u2" } } };

        var read = Read([.. first.ToByteArray(), .. last.ToByteArray()], out var head);

        Assert.Equal(("last", "2", "r2", "u2"), (head.Model, head.Version, read!.Id, read.Parameters.UnitId));
    }

    [Fact]
    public void Read_ShapeThatIsNotPacked_IsTheSame()
    {
        var message = Message("m", "", "", new Random(3));
        message.Inputs.Clear();
        message.RawInputContents.Clear();
        message.RawInputContents.Add(ByteString.CopyFrom(new byte[24]));
        byte[] input = [0x0A, 1, (byte)'x', 0x12, 4, .. "FP32"u8, 0x18, 2, 0x18, 3];

        var read = Read([.. message.ToByteArray(), 0x2A, (byte)input.Length, .. input], out _);

        Assert.Equal([2, 3], read!.Inputs.Single().Shape);
    }

    [Fact]
    public void Read_WhatTheModelIsKnownFor_IsSharedAndTensorsAreNot()
    {
        var known = new KnownInputs(new([new("features", TensorType.Fp32, [-1, 6])], [], BatchMode.Dynamic));
        var bytes = new ModelInferRequest
        {
            ModelName = "m",
            Inputs = { new Input { Name = "features", Datatype = "FP32", Shape = { 1, 6 } } },
            RawInputContents = { ByteString.CopyFrom(new byte[24]) },
        }.ToByteArray();
        Assert.True(GrpcRawReader.TryReadHead(bytes, out var head));

        var read = GrpcRawReader.Read(bytes, head, known)!;
        Array.Fill(bytes, (byte)1);

        Assert.Same(known.FindName("features"u8), read.Inputs[0].Name);
        Assert.Equal(new byte[24], read.Inputs[0].Data.ToArray());
    }

    public static TheoryData<byte[]> NotRaw => new()
    {
        new ModelInferRequest { ModelName = "m", Inputs = { new Input { Name = "x", Datatype = "FP32", Shape = { 1 }, Contents = new() { Fp32Contents = { 1 } } } } }.ToByteArray(),
        With(m => m.Inputs[0].Parameters["binary_data_size"] = new() { Int64Param = 4 }),
        With(m => m.Inputs[0].Contents = new()),
        With(m => m.Inputs[0].Name = ""),
        With(m => m.Inputs[0].Datatype = "FLOAT"),
        With(m => m.Inputs[0].Shape[0] = -1),
        With(m => m.Inputs.Add(m.Inputs[0].Clone())),
        With(m => m.RawInputContents[0] = ByteString.CopyFrom(new byte[5])),
        With(m => m.RawInputContents.Add(ByteString.Empty)),
        With(m => m.Outputs.Add([new Output { Name = "y" }, new Output { Name = "y" }])),
        With(m => m.Outputs.Add(new Output { Name = "y", Parameters = { ["classification"] = new() { Int64Param = 1 } } })),
        With(m => m.Parameters["timeout"] = new() { Int64Param = 0 }),
        With(m => m.Id = new string('x', 10_000)),
        (byte[])[.. With(_ => { }), 0x78, 1],
        (byte[])[.. With(_ => { }), 0x0A, 1, 0xFF],
        (byte[])[0x0A, 1, 0xFF, .. With(_ => { })],
    };

    [Theory]
    [MemberData(nameof(NotRaw))]
    public void Read_WhatIsWrongOrRare_IsLeftToTheOtherReader(byte[] message) => Assert.Null(Read(message, out _));

    private static void AssertLeftOrAlike(byte[] bytes)
    {
        if (Read(bytes, out var head) is not { } read)
            return;
        var message = ModelInferRequest.Parser.ParseFrom(bytes);
        Assert.Equal((message.ModelName, message.ModelVersion), (head.Model, head.Version ?? ""));
        AssertSame(GrpcInferReader.Read(message), read);
    }

    private static InferRequest? Read(byte[] bytes, out GrpcRawReader.Head head) =>
        GrpcRawReader.TryReadHead(bytes, out head) ? GrpcRawReader.Read(bytes, head, known: null) : null;

    private static void AssertSame(InferRequest expected, InferRequest read)
    {
        Assert.Equal((expected.Id, expected.Parameters), (read.Id, read.Parameters));
        Assert.Equal(expected.Outputs, read.Outputs);
        Assert.Equal(expected.Inputs.Length, read.Inputs.Length);
        foreach (var (e, r) in expected.Inputs.Zip(read.Inputs))
        {
            Assert.Equal((e.Name, e.Type), (r.Name, r.Type));
            Assert.Equal(e.Shape, r.Shape);
            Assert.Equal(e.Data.ToArray(), r.Data.ToArray());
        }
    }

    private static ModelInferRequest Message(string model, string version, string id, Random random)
    {
        var message = new ModelInferRequest { ModelName = model, ModelVersion = version, Id = id };
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var type = (TensorType)random.Next(1, 14);
            int[] shape = [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(4))];
            message.Inputs.Add(new Input { Name = $"in {i}", Datatype = type.Name(), Shape = { shape.Select(d => (long)d) } });
            message.RawInputContents.Add(ByteString.CopyFrom(RandomTensor.Data(type, shape.Aggregate(1, (a, b) => a * b), random)));
        }
        for (var i = random.Next(3); i > 0; i--)
            message.Outputs.Add(new Output { Name = $"out {i}" });
        if (random.Next(2) == 0)
            message.Parameters["unit_id"] = new() { StringParam = "u" };
        if (random.Next(2) == 0)
            message.Parameters["timeout"] = new() { Int64Param = random.Next(1, 1_000_000) };
        if (random.Next(2) == 0)
            message.Parameters["receipts"] = new() { BoolParam = true };
        if (random.Next(2) == 0)
            message.Parameters["other"] = new() { DoubleParam = 1 };
        return message;
    }

    /// <summary>The fields of the message in any order; those of one number stay in theirs.</summary>
    private static byte[] Shuffled(byte[] message, Random random)
    {
        var fields = new List<(byte Tag, byte[] Field)>();
        var input = new CodedInputStream(message);
        for (var start = 0; input.ReadTag() is not 0 and var tag; start = (int)input.Position)
        {
            input.SkipLastField();
            fields.Add(((byte)tag, message[start..(int)input.Position]));
        }
        var left = fields.GroupBy(f => f.Tag).Select(g => new Queue<byte[]>(g.Select(f => f.Field))).ToList();
        var shuffled = new List<byte>();
        while (left.Count > 0)
        {
            var next = left[random.Next(left.Count)];
            shuffled.AddRange(next.Dequeue());
            if (next.Count == 0)
                left.Remove(next);
        }
        return [.. shuffled];
    }

    private static byte[] Damaged(byte[] message, (int At, byte Value, int How)[] changes)
    {
        var bytes = message.ToList();
        foreach (var (at, value, how) in changes)
        {
            if (bytes.Count == 0)
                break;
            var place = at % bytes.Count;
            if (how == 0)
                bytes[place] = value;
            else if (how == 1)
                bytes.Insert(place, value);
            else if (how == 2)
                bytes.RemoveAt(place);
            else
                bytes[place] ^= (byte)(1 << (value % 8));
        }
        return [.. bytes];
    }

    private static byte[] With(Action<ModelInferRequest> change)
    {
        var message = new ModelInferRequest
        {
            ModelName = "m",
            Inputs = { new Input { Name = "x", Datatype = "FP32", Shape = { 1 } } },
            RawInputContents = { ByteString.CopyFrom(new byte[4]) },
        };
        change(message);
        return message.ToByteArray();
    }
}
