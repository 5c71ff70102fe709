using System.Buffers;
using System.Buffers.Binary;
using ActorMlOps.Api.Serving;
using ActorMlOps.Api.Serving.Wire;
using ActorMlOps.Client;
using ActorMlOps.Rollout;
using ActorMlOps.Serving;
using CsCheck;

namespace ActorMlOps.Api.Tests.Serving;

public sealed class GrpcRawWriterTests
{
    private static readonly Gen<(int Seed, long Epoch, bool Degraded, int Receipts)> Answers =
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Long[0, long.MaxValue], Gen.Bool, Gen.Int[0, 3]);

    [Fact]
    public void Write_AnyAnswer_IsOneFrameWithTheMessageOfTheOtherWriter() => Answers.Sample(a =>
    {
        var random = new Random(a.Seed);
        var rows = random.Next(1, 200);
        var outputs = Enumerable.Range(0, random.Next(1, 4)).Select(i => Output($"out {i}", rows, random)).ToArray();
        var receipts = a.Receipts == 0 ? null : Enumerable.Range(0, rows).Select(r => $"receipt {r}").ToArray();
        var role = (VariantRole)random.Next(4);
        var prediction = new Prediction(new(rows, outputs), "v1", a.Epoch, role, a.Degraded, receipts);
        var answer = new InferAnswer(
            "Größe", a.Seed % 2 == 0 ? "r1" : new string('r', 200), prediction, [.. outputs.Select(o => new SelectedOutput(o, false))],
            random.Next(2) == 0 ? BatchMode.Whole : BatchMode.Dynamic);
        var buffer = new ArrayBufferWriter<byte>();

        GrpcRawWriter.Write(buffer, answer);

        var frame = buffer.WrittenSpan;
        Assert.Equal((0, frame.Length - GrpcRawWriter.FrameBytes), (frame[0], BinaryPrimitives.ReadInt32BigEndian(frame[1..])));
        Assert.Equal(GrpcInferWriter.Write(answer, raw: true), ModelInferResponse.Parser.ParseFrom(frame[GrpcRawWriter.FrameBytes..]));
    }, iter: 2000);

    private static Tensor Output(string name, int rows, Random random)
    {
        var type = (TensorType)random.Next(1, 14);
        int[] shape = [.. Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(4))];
        return new(name, type, shape, RandomTensor.Data(type, rows * shape.Aggregate(1, (a, b) => a * b), random));
    }
}
