using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace ActorMlOps.Inference;

/// <summary>Opens ONNX Runtime sessions as the options want them.</summary>
internal static class SessionOpener
{
    private const int MaxThreads = 256;

    /// <exception cref="InvalidModelException">ONNX Runtime does not take the file.</exception>
    /// <exception cref="ProviderUnavailableException">There is no such execution provider here.</exception>
    public static InferenceSession Open(ReadOnlyMemory<byte> file, EngineOptions options)
    {
        using var session = OptionsOf(options);
        try
        {
            bool whole = MemoryMarshal.TryGetArray(file, out var array) && array.Offset == 0 && array.Count == array.Array!.Length;
            return new InferenceSession(whole ? array.Array! : file.ToArray(), session);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidModelException($"ONNX Runtime cannot load the model: {RuntimeMessage.Clean(e.Message)}", e);
        }
    }

    private static SessionOptions OptionsOf(EngineOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.IntraOpThreads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.IntraOpThreads, MaxThreads);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.InterOpThreads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.InterOpThreads, MaxThreads);
        var session = new SessionOptions
        {
            IntraOpNumThreads = options.IntraOpThreads,
            InterOpNumThreads = options.InterOpThreads,
            ExecutionMode = options.InterOpThreads == 1 ? ExecutionMode.ORT_SEQUENTIAL : ExecutionMode.ORT_PARALLEL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        try
        {
            string spinning = options.Spinning ? "1" : "0";
            session.AddSessionConfigEntry("session.intra_op.allow_spinning", spinning);
            session.AddSessionConfigEntry("session.inter_op.allow_spinning", spinning);
            Append(session, options.Provider);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static void Append(SessionOptions session, ExecutionProvider provider)
    {
        if (provider == ExecutionProvider.Cpu)
            return;
        try
        {
            session.AppendExecutionProvider_CUDA();
        }
        catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
        {
            throw new ProviderUnavailableException(
                $"The execution provider 'cuda' is not there: {RuntimeMessage.Clean(e.Message)}"
                + " Install the GPU build of ONNX Runtime with CUDA, or configure 'cpu'.", e);
        }
    }
}
