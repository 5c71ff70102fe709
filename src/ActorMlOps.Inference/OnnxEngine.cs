using Microsoft.ML.OnnxRuntime;

namespace ActorMlOps.Inference;

/// <summary>A loaded model. Its members may be called from many threads at once.</summary>
public sealed class OnnxEngine : IDisposable
{
    private readonly RunnableSession _session;
    private readonly int _maxSlice;
    private readonly int _maxRunBytes;
    private int _users = 1;
    private int _disposed;

    internal OnnxEngine(RunnableSession session, ModelSignature signature, long fileBytes, EngineOptions options)
    {
        _session = session;
        Signature = signature;
        _maxSlice = signature.Batch == BatchMode.Dynamic ? options.MaxSlice : 1;
        _maxRunBytes = options.MaxRunBytes;
        // Initialisers are kept unpacked and often pre-packed for the kernels besides; the rest is graph and kernel state.
        MemoryBytes = (2 * fileBytes) + (256 << 10);
    }

    /// <summary>What the model takes and gives.</summary>
    public ModelSignature Signature { get; }

    /// <summary>Rough memory of the loaded model in bytes, activations of runs excluded.</summary>
    public long MemoryBytes { get; }

    /// <summary>What is wrong with the inputs of a request, in words that name the input; null if they fit the signature.</summary>
    public string? Check(int rows, ReadOnlySpan<TensorData> inputs) => InputCheck.Check(Signature, rows, inputs);

    /// <summary>Runs the model: in one go for <see cref="BatchMode.Dynamic"/> up to <see cref="EngineOptions.MaxSlice"/> rows
    /// and <see cref="EngineOptions.MaxRunBytes"/>, in slices beyond that, row by row for <see cref="BatchMode.Single"/>.</summary>
    /// <param name="rows">1 or more; 1 for <see cref="BatchMode.Whole"/>.</param>
    /// <param name="inputs">In signature order. Read in place.</param>
    /// <returns>Outputs in signature order, in memory of their own.</returns>
    /// <exception cref="InferenceException">The inputs do not fit, or the model fails on them.</exception>
    /// <exception cref="ObjectDisposedException">The engine was disposed before the call; one during the call is harmless.</exception>
    public TensorData[] Run(int rows, ReadOnlySpan<TensorData> inputs)
    {
        if (Check(rows, inputs) is { } error)
            throw new InferenceException(error);
        using var lease = Lease();
        return lease.Run(rows, inputs);
    }

    /// <summary>The engine outlives the lease, whoever disposes it meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">The engine was disposed before the call.</exception>
    internal EngineLease Lease()
    {
        Enter();
        try
        {
            return new EngineLease(this, _session.Rent());
        }
        catch
        {
            Leave();
            throw;
        }
    }

    internal void Return(RunSlot slot)
    {
        _session.Return(slot);
        Leave();
    }

    /// <summary>As <see cref="Run"/>, for inputs that passed <see cref="Check"/>.</summary>
    internal TensorData[] RunChecked(RunSlot slot, int rows, ReadOnlySpan<TensorData> inputs)
    {
        try
        {
            int slice = SliceRows(rows, inputs);
            return rows <= slice ? _session.Run(slot, rows, inputs, Signature) : RunSlices(slot, rows, inputs, slice);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InferenceException(RuntimeMessage.Clean(e.Message), e);
        }
        catch (RunExpiredException e)
        {
            throw new InferenceException(e.Message, e);
        }
    }

    /// <summary>Refuses further runs; what is in flight ends first, then the native memory is freed.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            Leave();
    }

    /// <summary>Row shape of input <paramref name="i"/>, the declared one where the caller stated none.</summary>
    internal int[] InputRowShape(int i, in TensorData input) => input.RowShape ?? _session.DeclaredRowShape(i);

    /// <summary>Rows of such a request that are run at once.</summary>
    internal int SliceRows(int rows, ReadOnlySpan<TensorData> inputs)
    {
        long bytes = 0;
        foreach (var input in inputs)
            bytes += input.Data.Length;
        return bytes <= _maxRunBytes ? _maxSlice : (int)Math.Clamp((long)rows * _maxRunBytes / bytes, 1, _maxSlice);
    }

    private TensorData[] RunSlices(RunSlot slot, int rows, ReadOnlySpan<TensorData> inputs, int maxRows)
    {
        // Not through the slot's buffers: the inputs may lie there, and the observer is still to see them.
        var slices = new RunSlices(this, rows, inputs, maxRows);
        while (!slices.Ended)
            slices.Add(_session.RunFree(slot.Guard, slices.Rows, slices.Next(), Signature));
        return slices.Join();
    }

    private void Enter()
    {
        // The count is never raised from 0, so the session outlives every run that got in.
        int users = Volatile.Read(ref _users);
        while (true)
        {
            ObjectDisposedException.ThrowIf(users == 0 || Volatile.Read(ref _disposed) != 0, this);
            int seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
                return;
            users = seen;
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            _session.Dispose();
    }
}
