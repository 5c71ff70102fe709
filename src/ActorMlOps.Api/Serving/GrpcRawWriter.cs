using System.Buffers;
using System.Buffers.Binary;
using ActorMlOps.Api.Serving.Wire;
using ActorMlOps.Serving;
using static ActorMlOps.Api.Serving.ProtoWriter;

namespace ActorMlOps.Api.Serving;

/// <summary>
/// From an answer to the bytes of a <see cref="ModelInferResponse"/> with raw contents, in its frame: what <see cref="GrpcInferWriter"/>
/// says, without that message.
/// </summary>
internal static class GrpcRawWriter
{
    /// <summary>Before each message: whether it is compressed, and its length.</summary>
    public const int FrameBytes = 5;

    public static void Write(IBufferWriter<byte> to, in InferAnswer answer)
    {
        var prediction = answer.Prediction;
        var variant = InferResponseWriter.VariantName(prediction.Role);
        var (epoch, degraded) = (SizeOfNumber((ulong)prediction.Epoch), SizeOfNumber(1));
        var receipts = prediction.Receipts.IsEmpty ? null : string.Join(',', prediction.Receipts.ToArray());
        var receiptsName = prediction.Receipts.Length == 1 ? "receipt" : "receipts";
        var size = SizeOfText(answer.Model) + SizeOfText(prediction.Version) + SizeOfText(answer.Id)
            + SizeOfBytes(SizeOfEntry("epoch", epoch)) + SizeOfBytes(SizeOfEntry("variant", SizeOfText(variant))) + SizeOfBytes(SizeOfEntry("degraded", degraded))
            + (receipts is null ? 0 : SizeOfBytes(SizeOfEntry(receiptsName, SizeOfText(receipts))));
        foreach (var (tensor, _) in answer.Outputs)
            size = checked(size + SizeOfBytes(SizeOf(tensor, SizeOfShape(tensor, answer.Rows))) + SizeOfBytes(tensor.Data.Length));

        var frame = to.GetSpan(FrameBytes + size);
        frame[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(frame[1..], size);
        var writer = new ProtoWriter(frame.Slice(FrameBytes, size));
        writer.Text(ModelInferResponse.ModelNameFieldNumber, answer.Model);
        writer.Text(ModelInferResponse.ModelVersionFieldNumber, prediction.Version);
        writer.Text(ModelInferResponse.IdFieldNumber, answer.Id);
        Entry(ref writer, "epoch", epoch);
        writer.Number(InferParameter.Int64ParamFieldNumber, (ulong)prediction.Epoch);
        Entry(ref writer, "variant", SizeOfText(variant));
        writer.Text(InferParameter.StringParamFieldNumber, variant);
        Entry(ref writer, "degraded", degraded);
        writer.Number(InferParameter.BoolParamFieldNumber, prediction.Degraded ? 1UL : 0);
        if (receipts is not null)
        {
            Entry(ref writer, receiptsName, SizeOfText(receipts));
            writer.Text(InferParameter.StringParamFieldNumber, receipts);
        }
        foreach (var (tensor, _) in answer.Outputs)
            Write(ref writer, tensor, answer.Rows);
        foreach (var (tensor, _) in answer.Outputs)
            writer.Bytes(ModelInferResponse.RawOutputContentsFieldNumber, tensor.Data.Span);
        to.Advance(FrameBytes + size);
    }

    private static void Write(ref ProtoWriter writer, Tensor tensor, int? rows)
    {
        var shape = SizeOfShape(tensor, rows);
        writer.Length(ModelInferResponse.OutputsFieldNumber, SizeOf(tensor, shape));
        writer.Text(ModelInferResponse.Types.InferOutputTensor.NameFieldNumber, tensor.Name);
        writer.Text(ModelInferResponse.Types.InferOutputTensor.DatatypeFieldNumber, tensor.Type.Name());
        if (shape == 0)
            return;
        writer.Length(ModelInferResponse.Types.InferOutputTensor.ShapeFieldNumber, shape);
        if (rows is { } first)
            writer.Value((ulong)first);
        foreach (var dimension in tensor.RowShape)
            writer.Value((ulong)dimension);
    }

    private static int SizeOf(Tensor tensor, int shape) =>
        SizeOfText(tensor.Name) + SizeOfText(tensor.Type.Name()) + (shape == 0 ? 0 : SizeOfBytes(shape));

    private static int SizeOfShape(Tensor tensor, int? rows)
    {
        var size = rows is { } first ? ProtoWriter.SizeOf((ulong)first) : 0;
        foreach (var dimension in tensor.RowShape)
            size += ProtoWriter.SizeOf((ulong)dimension);
        return size;
    }

    private static int SizeOfEntry(string name, int value) => SizeOfText(name) + SizeOfBytes(value);

    /// <summary>A parameter, up to its value.</summary>
    private static void Entry(ref ProtoWriter writer, string name, int value)
    {
        writer.Length(ModelInferResponse.ParametersFieldNumber, SizeOfEntry(name, value));
        writer.Text(1, name);
        writer.Length(2, value);
    }
}
